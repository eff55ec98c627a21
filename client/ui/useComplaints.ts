import { useRef, useState } from "react";

/** The fields of a form; each may have a sentence of complaint. */
export type Complaints<Field extends string> = Partial<Record<Field, string | null>>;

/** What is wrong with a form. The fields come in the order of the page, under the names that its inputs have. */
export function useComplaints<Field extends string>(fields: readonly Field[]) {
  const [complaints, setComplaints] = useState<Complaints<Field>>({});
  const form = useRef<HTMLFormElement>(null);
  return {
    form,
    complaints,
    /** Says what is wrong and puts the keyboard onto the first field that is; true when there is one. */
    complain(found: Complaints<Field>): boolean {
      setComplaints(found);
      const first = fields.find((field) => found[field] != null);
      const input = first === undefined ? null : form.current?.elements.namedItem(first);
      if (input instanceof HTMLInputElement) input.focus();
      return first !== undefined;
    },
    /** A field that is being mended is not complained about. */
    forget: (field: Field) => setComplaints((before) => ({ ...before, [field]: null })),
  };
}
