import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  intro?: ReactNode;
  children: ReactNode;
};

export const SHADE = "fixed inset-0 z-10 bg-shade";
export const SHEET =
  "fixed top-1/2 left-1/2 z-20 max-h-[calc(100dvh-2rem)] w-[min(40rem,calc(100vw-2rem))] " +
  "-translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-paper p-6 shadow-2xl";

/** What opened a sheet; of a menu, whose items are gone by then, the button that opened it. */
function opener(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  if (menu != null) return document.getElementById(menu);
  return active instanceof HTMLElement ? active : null;
}

/** A sheet over the page; Escape and the cross close it, and the focus goes back to what opened it. */
export function Dialog({ open, onOpenChange, title, intro, children }: Props) {
  const { t } = useTranslation();
  const openedBy = useRef<HTMLElement | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={SHADE} />
        <Radix.Content
          className={SHEET}
          {...(intro ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={() => (openedBy.current = opener())}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            openedBy.current?.focus();
          }}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Radix.Title className="text-xl font-semibold">{title}</Radix.Title>
            <Radix.Close
              className="-m-1 rounded-lg p-2 hover:bg-raised"
              aria-label={t("common.close")}
            >
              <X className="size-5" aria-hidden />
            </Radix.Close>
          </div>
          {intro && (
            <Radix.Description className="mb-4 text-sm text-quiet">{intro}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
