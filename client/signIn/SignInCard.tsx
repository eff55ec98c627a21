import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SignInOptions } from "../../shared/accountsApi.ts";
import { AccountForm } from "./AccountForm.tsx";
import { GuestForm } from "./GuestForm.tsx";
import { MailForm } from "./MailForm.tsx";
import { OtherService } from "./OtherService.tsx";
import { PasswordForm } from "./PasswordForm.tsx";

type Way = "guest" | "password" | "account" | "link" | "forgotten";

export interface SignInCardProps {
  options: SignInOptions;
  returnTo?: string | undefined;
  guest?: string | undefined;
  onEntered?: (() => void) | undefined;
}

/** Whether a visitor who is not here yet may come in: decided by the server's policy, and by the link that they may have opened. */
export function mayComeNew({ signUp, isInvited }: SignInOptions): boolean {
  return signUp === "open" || (signUp === "invited" && isInvited);
}

/** One way in at a time, and below it the others. */
export function SignInCard({ options, returnTo, guest, onEntered }: SignInCardProps) {
  const { t } = useTranslation();
  const mayCome = mayComeNew(options);
  const asGuest = mayCome && guest === undefined;
  const newAccount = mayCome || options.isFresh || guest !== undefined;
  const [way, setWay] = useState<Way>(asGuest ? "guest" : options.isFresh ? "account" : "password");
  const [email, setEmail] = useState("");
  // Who was sent a link came to write, not to run the server.
  const makesFirst = options.isFresh && !options.isInvited && way !== "account";

  const lead =
    guest !== undefined
      ? t("signIn.guestLead", { name: guest })
      : mayCome || options.isFresh
        ? undefined
        : t(options.signUp === "closed" ? "signIn.closedLead" : "signIn.invitedLead");

  const offers: { way: Way; label: string; isOffered: boolean }[] = [
    { way: "password", label: t("signIn.ways.password"), isOffered: true },
    { way: "account", label: t("signIn.ways.account"), isOffered: newAccount && !makesFirst },
    { way: "guest", label: t("signIn.ways.guest"), isOffered: asGuest },
  ];

  return (
    <div className="sign-in-card">
      {makesFirst && (
        <section className="sign-in-fresh">
          <p>{t("signIn.fresh.sentence")}</p>
          <button type="button" className="plain-button" onClick={() => setWay("account")}>
            {t("signIn.fresh.go")}
          </button>
        </section>
      )}
      {form()}
      {way === "password" && <AboutPasswords sendsMail={options.sendsMail} go={setWay} />}
      <div className="sign-in-ways">
        {options.oidc !== null && <OtherService name={options.oidc} returnTo={returnTo} />}
        {offers
          .filter((offer) => offer.isOffered && offer.way !== way)
          .map((offer) => (
            <button key={offer.way} type="button" className="sign-in-way" onClick={() => setWay(offer.way)}>
              {offer.label}
            </button>
          ))}
      </div>
    </div>
  );

  function form(): ReactNode {
    switch (way) {
      case "guest":
        return <GuestForm onEntered={onEntered} />;
      case "password":
        return <PasswordForm {...{ email, setEmail, lead, onEntered }} />;
      case "account":
        return (
          <AccountForm
            {...{ email, setEmail, onEntered }}
            lead={guest !== undefined ? lead : options.isFresh ? t("signIn.fresh.lead") : undefined}
          />
        );
      case "link":
      case "forgotten":
        return <MailForm key={way} kind={way} email={email} setEmail={setEmail} />;
      default:
        return way satisfies never;
    }
  }
}

/** Who forgot a password, or wants to do without one. Where no mail is sent, only a person can help. */
function AboutPasswords({ sendsMail, go }: { sendsMail: boolean; go: (way: Way) => void }) {
  const { t } = useTranslation();
  if (!sendsMail) return <p className="sign-in-aside">{t("signIn.askAdmin")}</p>;
  return (
    <p className="sign-in-aside">
      <button type="button" className="sign-in-link" onClick={() => go("forgotten")}>
        {t("signIn.ways.forgotten")}
      </button>
      <button type="button" className="sign-in-link" onClick={() => go("link")}>
        {t("signIn.ways.link")}
      </button>
    </p>
  );
}
