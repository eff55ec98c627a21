import type { ReactNode, Ref } from "react";

interface WayInFormProps {
  /** The heading of the page. */
  title: ReactNode;
  /** The button that sends it. */
  go: string;
  isBusy: boolean;
  onSubmit: () => void;
  children: ReactNode;
  ref?: Ref<HTMLFormElement>;
}

/** One way in: a heading, what to fill in, and one button that Enter presses as well. */
export function WayInForm({ title, go, isBusy, onSubmit, children, ref }: WayInFormProps) {
  return (
    // The method keeps a name or a password out of the address if the script fails halfway.
    <form
      ref={ref}
      className="sign-in-form"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <h1>{title}</h1>
      {children}
      <button type="submit" className="plain-button" aria-disabled={isBusy}>
        {go}
      </button>
    </form>
  );
}
