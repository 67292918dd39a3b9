import { ChevronDown } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MessageRow, Role } from "@/api/types";
import { Menu, MenuChoice } from "@/components/ui/menu";

import { useSpeakerName } from "./use-speaker";

/** Whom a line that was heard can be of: the interviewer's own lines are not heard, they are written. */
export const SPEAKERS = ["candidate", "recruiter"] as const satisfies readonly Role[];

type Props = { row: MessageRow; onChoose: (role: Role) => void; busy: boolean };

/** Who said a line that was heard, as the button of a menu that corrects it. The menu is made once it is wanted. */
export function SpeakerMenu({ row, onChoose, busy }: Props) {
  const { t } = useTranslation();
  const nameOf = useSpeakerName();
  const [opened, setOpened] = useState(false);
  const name = nameOf(row.role);
  if (!opened) {
    return (
      <SpeakerButton
        name={name}
        disabled={busy}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => setOpened(true)}
        onKeyDown={(e) => {
          if (e.key !== "ArrowDown") return;
          e.preventDefault();
          setOpened(true);
        }}
      />
    );
  }
  return (
    <Menu
      defaultOpen
      align="start"
      testId="speaker-menu"
      trigger={<SpeakerButton name={name} disabled={busy} />}
    >
      <MenuChoice<Role>
        label={t("speaker.who")}
        value={row.role}
        onValueChange={(role) => {
          if (role !== row.role) onChoose(role);
        }}
        choices={SPEAKERS.map((role) => ({
          value: role,
          label: nameOf(role),
          testId: `said-by-${role}`,
        }))}
      />
    </Menu>
  );
}

function SpeakerButton({ name, ...rest }: ComponentProps<"button"> & { name: string }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      data-testid="speaker"
      title={t("speaker.correct")}
      className="-ml-1.5 inline-flex min-h-8 items-center gap-0.5 rounded-lg px-1.5 font-semibold text-violet-text transition-colors hover:bg-raised"
      {...rest}
    >
      {name}
      <span className="sr-only">, {t("speaker.correct")}</span>
      <ChevronDown className="size-3.5 text-quiet" aria-hidden />
    </button>
  );
}
