import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accountsApi.ts";
import { becomes } from "../api/accountQueries.ts";
import { isRefused } from "../api/failure.ts";
import { type Complaints, useComplaints } from "../ui/useComplaints.ts";
import { signInFailure, type WayIn } from "./signInFailure.ts";

interface WayInNeeds<Field extends string> {
  way: WayIn;
  fields: readonly Field[];
  /** Where a refusal is told. */
  blamed: Field;
  /** Where it is told that an address belongs to an account already, or is none after all. */
  emailField?: Field;
  ask: () => Promise<Me>;
  onEntered?: (() => void) | undefined;
}

/** A form that signs in: what is wrong with it, and who we are once it is right. */
export function useWayIn<Field extends string>(needs: WayInNeeds<Field>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { form, complaints, complain, forget } = useComplaints(needs.fields);
  const entering = useMutation({
    mutationFn: needs.ask,
    onSuccess: (me) => {
      becomes(client, me);
      needs.onEntered?.();
    },
    onError: (failure) => {
      const isAboutEmail = isRefused(failure, "taken") || isRefused(failure, "malformed");
      const field = isAboutEmail ? (needs.emailField ?? needs.blamed) : needs.blamed;
      complain({ [field]: signInFailure(t, failure, needs.way) } as Complaints<Field>);
    },
  });

  return {
    form,
    complaints,
    isBusy: entering.isPending,
    forget,
    submit(found: Complaints<Field>): void {
      if (entering.isPending) return;
      if (!complain(found)) entering.mutate();
    },
  };
}
