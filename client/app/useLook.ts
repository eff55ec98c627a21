import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Theme } from "../../shared/account.ts";
import type { Me } from "../../shared/accountsApi.ts";
import { changeProfile } from "../api/accounts.ts";
import { meQuery, useMe } from "../api/queries.ts";
import { chooseLanguage } from "./i18n.ts";
import { isLanguage, type Language, languageOf } from "./locale.ts";

export interface Look {
  language: string;
  theme: MantineColorScheme;
  chooseLanguage: (language: Language) => void;
  chooseTheme: (theme: Theme) => void;
}

/** How the page looks and speaks. A choice takes effect here at once; an account keeps it for its other devices. */
export function useLook(): Look {
  const { i18n } = useTranslation();
  // Stopping transitions for the switch would need an injected style, which the security policy blocks.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const client = useQueryClient();
  const keeping = useMutation({ mutationFn: changeProfile });

  function keep(choice: { language: Language } | { theme: Theme }): void {
    const me = client.getQueryData(meQuery.queryKey);
    if (!me || me.member.email === null) return;
    // Noted here first, so that an older answer on its way is not taken for a choice on another device.
    void client.cancelQueries({ queryKey: meQuery.queryKey });
    client.setQueryData(meQuery.queryKey, (): Me => ({ member: { ...me.member, ...choice } }));
    keeping.mutate(choice);
  }

  return {
    language: languageOf(i18n.language),
    theme: colorScheme,
    chooseLanguage(language) {
      chooseLanguage(language);
      keep({ language });
    },
    chooseTheme(theme) {
      setColorScheme(theme);
      keep({ theme });
    },
  };
}

/** Takes over what the account chose, here or on another device. Without a choice the browser's own stays. */
export function FollowAccount() {
  const member = useMe()?.member;
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { language = null, theme = null } = member ?? {};
  useEffect(() => {
    if (isLanguage(language)) chooseLanguage(language);
  }, [language]);
  useEffect(() => {
    if (theme !== null) setColorScheme(theme);
  }, [theme, setColorScheme]);
  return null;
}
