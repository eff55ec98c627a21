import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accountsApi.ts";
import { becomes } from "../api/accountQueries.ts";
import { isRefused } from "../api/failure.ts";
import { signInFailure, type WayIn } from "./signInFailure.ts";

/** The fields of a form, in the order of the page; each may have a sentence of complaint. */
export type Complaints<Field extends string> = Partial<Record<Field, string | null>>;

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
  const [complaints, setComplaints] = useState<Complaints<Field>>({});
  const form = useRef<HTMLFormElement>(null);
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

  /** Says what is wrong and puts the keyboard onto the first field that is. */
  function complain(found: Complaints<Field>): void {
    setComplaints(found);
    const first = needs.fields.find((field) => found[field] != null);
    const input = first === undefined ? null : form.current?.elements.namedItem(first);
    if (input instanceof HTMLInputElement) input.focus();
  }

  return {
    form,
    complaints,
    isBusy: entering.isPending,
    /** A field that is being mended is not complained about. */
    forget: (field: Field) => setComplaints((before) => ({ ...before, [field]: null })),
    submit(found: Complaints<Field>): void {
      if (entering.isPending) return;
      if (needs.fields.some((field) => found[field] != null)) complain(found);
      else entering.mutate();
    },
  };
}
