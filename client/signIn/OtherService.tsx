import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { beginOtherService } from "../api/accounts.ts";
import { signInFailure } from "./signInFailure.ts";

/** Leaves for the other sign-in service, which brings the browser back to where it was. */
export function OtherService({ name, returnTo }: { name: string; returnTo?: string | undefined }) {
  const { t } = useTranslation();
  const leaving = useMutation({
    mutationFn: () => beginOtherService(returnTo ?? `${location.pathname}${location.search}`),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <>
      <button
        type="button"
        className="sign-in-way"
        aria-disabled={leaving.isPending}
        onClick={() => !leaving.isPending && leaving.mutate()}
      >
        {t("signIn.ways.elsewhere", { name })}
      </button>
      {leaving.isError && (
        <p className="sign-in-hint" data-wrong role="alert">
          {signInFailure(t, leaving.error, "link")}
        </p>
      )}
    </>
  );
}
