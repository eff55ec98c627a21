import { focusManager, MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { type Failure, isRefused, isTransient } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Failure;
  }
}

/** The page's copy of the server's state. */
export function createQueryClient(): QueryClient {
  refetchWhenFocused();
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLostLogin }),
    mutationCache: new MutationCache({ onError: noticeLostLogin }),
    defaultOptions: {
      queries: {
        // The browser thinks itself online while the server is down, so we ask and see.
        networkMode: "always",
        retry: (failures, failure) => failures < 2 && isTransient(failure),
        staleTime: 5_000,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;

  /** Any refusal for want of a login means that there is none: the sign-in gate looks at this answer. */
  function noticeLostLogin(failure: Failure): void {
    if (isRefused(failure, "not-logged-in")) client.setQueryData(meQuery.queryKey, null);
  }
}

/** A window can be in the back and still visible, so focus counts beside visibility. */
function refetchWhenFocused(): void {
  focusManager.setEventListener((setFocused) => {
    const look = () => setFocused(document.visibilityState !== "hidden");
    const again = () => {
      setFocused(false);
      look();
    };
    window.addEventListener("focus", again);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", again);
      document.removeEventListener("visibilitychange", look);
    };
  });
}
