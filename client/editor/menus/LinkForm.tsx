import { Button } from "@mantine/core";
import { IconLinkOff } from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/IconButton.tsx";
import { removeLink } from "../formatting.ts";
import { readLinkAddress } from "../linkAddress.ts";

export interface LinkFormProps {
  editor: Editor;
  onClose: () => void;
}

/** Gives the selected words a link, changes the one they have, or writes the address itself where no words are. */
export function LinkForm({ editor, onClose }: LinkFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string>(() => String(editor.getAttributes("link").href ?? ""));
  const [hadLink] = useState(text !== "");
  const [isRefused, setRefused] = useState(false);

  useEffect(() => field.current?.select(), []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const href = readLinkAddress(text);
    if (href === null) {
      setRefused(true);
      field.current?.focus();
      return;
    }
    setLink(editor, href, text.trim());
    onClose();
  };
  return (
    <form
      className="link-form"
      onSubmit={submit}
      onBlur={(event) => {
        // Another window, where the address is being copied from, does not close the form; another place on the page does.
        if (document.hasFocus() && !event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        editor.commands.focus();
        onClose();
      }}
    >
      <input
        ref={field}
        className="link-field"
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={t("editor.link.example")}
        aria-label={t("editor.link.address")}
        aria-invalid={isRefused}
        aria-describedby={isRefused ? id : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setRefused(false);
        }}
      />
      <Button type="submit" size="compact-sm" variant="filled">
        {t("editor.link.apply")}
      </Button>
      {hadLink && (
        <IconButton
          label={t("editor.link.remove")}
          icon={<IconLinkOff size={18} stroke={1.75} aria-hidden />}
          onClick={() => {
            removeLink(editor);
            onClose();
          }}
        />
      )}
      {isRefused && (
        <p className="link-refused" id={id} role="alert">
          {t("editor.link.refused")}
        </p>
      )}
    </form>
  );
}

function setLink(editor: Editor, href: string, text: string): void {
  const chain = editor.chain().focus();
  if (editor.isActive("link") || !editor.state.selection.empty) {
    chain.extendMarkRange("link").setLink({ href }).run();
    return;
  }
  chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).run();
}
