import { useState } from "react";
import { useMe } from "../api/queries.ts";

/** The address of the account that this page was opened by, also after its login has ended; null for a guest. */
export function useLastEmail(): string | null {
  const email = useMe()?.member.email;
  const [last, setLast] = useState(email ?? null);
  if (email !== undefined && email !== last) setLast(email);
  return email ?? last;
}
