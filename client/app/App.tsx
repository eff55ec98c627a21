import { MantineProvider, useComputedColorScheme } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Route, Switch, useLocation } from "wouter";
import { type DocumentId, parseId } from "../../shared/ids.ts";
import { AccountPage } from "../account/AccountPage.tsx";
import { AdminPage } from "../admin/AdminPage.tsx";
import { useMe } from "../api/queries.ts";
import { EnterPage, OpenLinkPage } from "../signIn/OpenLinkPage.tsx";
import { ResetPage } from "../signIn/ResetPage.tsx";
import { SignInLinkPage } from "../signIn/SignInLinkPage.tsx";
import { SignInRoute } from "../signIn/SignInRoute.tsx";
import { Announcer } from "../ui/Announcer.tsx";
import { theme } from "../ui/theme.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { DocumentRoute } from "./DocumentRoute.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { LibraryRoute } from "./LibraryRoute.tsx";
import { isLanguage, languages } from "./locale.ts";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { SignInGate } from "./SignInGate.tsx";
import { FollowAccount, useLook } from "./useLook.ts";
import "./app.css";

/** Everything on the page. The style sheets of the kit stand in main.tsx, before any of ours. */
export function App({ queryClient }: { queryClient: QueryClient }) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <SkipLink />
        <Pages />
        <Announcer />
        <FollowAccount />
        <FrameColour />
      </MantineProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  const [address] = useLocation();
  const before = useAddressBefore(address);
  return (
    <ErrorBoundary resetKey={address}>
      <Switch>
        <Route path="/">
          <SignInGate whenEnded="askAgain">
            <LibraryRoute cameFrom={documentAt(before)} />
          </SignInGate>
        </Route>
        <Route path="/d/:id">
          {({ id }) => (
            <SignInGate key={id} whenEnded="keepPage">
              <DocumentRoute id={id} />
            </SignInGate>
          )}
        </Route>
        <Route path="/account">
          <SignInGate whenEnded="askAgain">
            <Account />
          </SignInGate>
        </Route>
        <Route path="/admin">
          <SignInGate whenEnded="askAgain">
            <AdminPage menu={<AccountMenu look="name" />} />
          </SignInGate>
        </Route>
        <Route path="/sign-in">
          <SignInRoute />
        </Route>
        <Route path="/sign-in/link/:token">{({ token }) => <SignInLinkPage key={token} token={token} />}</Route>
        <Route path="/reset/:token">{({ token }) => <ResetPage key={token} token={token} />}</Route>
        <Route path="/s/:token">{({ token }) => <OpenLinkPage key={token} token={token} />}</Route>
        <Route path="/s">
          <SignInGate whenEnded="askAgain" throughLink>
            <Entering />
          </SignInGate>
        </Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}

function Account() {
  const { chooseLanguage, ...look } = useLook();
  return (
    <AccountPage
      menu={<AccountMenu look="name" />}
      look={{ ...look, languages, chooseLanguage: (language) => isLanguage(language) && chooseLanguage(language) }}
    />
  );
}

function Entering() {
  const me = useMe();
  return me && <EnterPage me={me.member.id} />;
}

/** The address that the page showed before this one; null for the first. */
function useAddressBefore(address: string): string | null {
  const [trail, setTrail] = useState<{ at: string; before: string | null }>({ at: address, before: null });
  if (trail.at === address) return trail.before;
  setTrail({ at: address, before: trail.at });
  return trail.at;
}

function documentAt(address: string | null): DocumentId | null {
  return address?.startsWith("/d/") ? parseId<DocumentId>(address.slice(3)) : null;
}

/** Leads past the bars to the element with the id "content", which every page has. */
function SkipLink() {
  const { t } = useTranslation();
  return (
    <a className="skip-link" href="#content">
      {t("app.skip")}
    </a>
  );
}

/** The browser's own frame takes the colour of the desk; colour-scheme.js does so before the first paint. */
function FrameColour() {
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const desk = scheme === "dark" ? "#191918" : "#f5f4f1";
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", desk);
  }, [scheme]);
  return null;
}
