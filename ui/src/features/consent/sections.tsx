import {
  Bot,
  CalendarClock,
  Eye,
  Info,
  LockKeyhole,
  type LucideIcon,
  Mic,
  Sparkles,
  Undo2,
} from "lucide-react";

import type { ConsentSection, SectionKind } from "@/api/consent";

const ICONS: Record<SectionKind, LucideIcon> = {
  interviewer: Bot,
  recorded: Mic,
  kept: LockKeyhole,
  ai: Sparkles,
  retention: CalendarClock,
  viewers: Eye,
  withdrawal: Undo2,
  additional: Info,
};

type Props = {
  sections: readonly ConsentSection[];
  /** Level of the headings, by where the text stands. */
  level?: 2 | 3;
};

/** A consent text, one thing at a time. */
export function Sections({ sections, level = 2 }: Props) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="divide-y divide-line border-y border-line">
      {sections.map(({ kind, title, text }) => {
        const Icon = ICONS[kind];
        return (
          <section key={kind} className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[14rem_1fr]">
            <Heading className="flex items-start gap-3 text-lg font-semibold">
              <Icon className="mt-1 size-5 shrink-0 text-violet-text" aria-hidden />
              {title}
            </Heading>
            <div className="flex min-w-0 flex-col gap-2 text-lg break-words">
              {text.split("\n").map((paragraph, at) => (
                <p key={at}>{paragraph}</p>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
