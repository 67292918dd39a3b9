import { Keyboard } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";
import { Switch } from "@/components/ui/switch";

import { prefer } from "./preferences";
import { type Shortcut, SHORTCUTS } from "./shortcuts";

type Props = {
  on: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Whether there is a shared microphone to hand over. */
  turns: boolean;
};

/** Which keys do what, and a switch for those whom single keys get in the way of. */
export function ShortcutsHelp({ on, open, onOpenChange, turns }: Props) {
  const { t } = useTranslation();
  const all = Object.keys(SHORTCUTS) as Shortcut[];
  const shown = all.filter((name) => turns || name !== "turn");
  return (
    <Popover
      align="end"
      label={t("keys.title")}
      testId="keys-help"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <IconButton label={t("keys.title")} data-testid="keys">
          <Keyboard aria-hidden />
        </IconButton>
      }
    >
      <h2 className="mb-3 font-semibold">{t("keys.title")}</h2>
      <dl className="mb-4 grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1.5 text-sm">
        {shown.map((name) => (
          <div key={name} className="contents">
            <dt>
              <kbd className="inline-flex min-w-7 justify-center rounded border border-edge bg-raised px-1.5 font-sans text-xs leading-6">
                {SHORTCUTS[name].toUpperCase()}
              </kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t("keys.on")}
        hint={t("keys.onHint")}
        checked={on}
        onCheckedChange={(shortcuts) => prefer({ shortcuts })}
        testId="keys-on"
      />
    </Popover>
  );
}
