import { Link } from "@tanstack/react-router";
import { Copy, EllipsisVertical, FileDown, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Position } from "@/api/types";
import { planLanguages } from "@/components/localized";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { dateTime, roughly } from "@/i18n/format";
import { LANGUAGES } from "@/i18n/languages";

import { ExportDialog } from "./export-dialog";

type Props = { position: Position; onDelete: () => void; onDuplicate: () => void };

/** A position at a glance; the whole card leads to its plan. */
export function PositionCard({ position, onDelete, onDuplicate }: Props) {
  const { t, i18n } = useTranslation();
  const [exporting, setExporting] = useState(false);
  const { id, title, description, plan } = position;
  const questions = plan.questions ?? [];
  const seconds = questions.reduce((sum, q) => sum + (q.time_budget_s ?? 180), 0);
  const languages = planLanguages(plan);
  return (
    <li
      data-testid="position"
      className="relative flex h-full flex-col gap-3 rounded-2xl border border-line p-5 transition-colors hover:border-edge"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 className="min-w-0 text-lg leading-snug font-semibold">
          <Link
            to="/positions/$positionId"
            params={{ positionId: id }}
            data-testid="open-position"
            className="rounded after:absolute after:inset-0 after:rounded-2xl"
          >
            {title}
          </Link>
        </h2>
        <div className="relative -mt-2 -mr-2">
          <Menu
            trigger={
              <IconButton label={t("positions.moreOf", { title })} data-testid="position-menu">
                <EllipsisVertical aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={onDuplicate} testId="duplicate-position">
              <Copy aria-hidden />
              {t("positions.duplicate")}
            </MenuItem>
            <MenuItem onSelect={() => setExporting(true)} testId="export-position">
              <FileDown aria-hidden />
              {t("positions.export")}
            </MenuItem>
            <MenuItem onSelect={onDelete} testId="delete-position">
              <Trash2 aria-hidden />
              {t("positions.delete")}
            </MenuItem>
          </Menu>
        </div>
      </div>
      {description && <p className="line-clamp-2 text-sm text-quiet">{description}</p>}
      <p className="mt-auto text-sm">
        {t("positions.questions", { count: questions.length })}
        {" · "}
        {roughly(seconds * 1_000, i18n.language)}
        {" · "}
        {LANGUAGES.filter(({ code }) => languages.includes(code))
          .map(({ name }) => name)
          .join(", ")}
      </p>
      <p className="text-xs text-quiet">
        {t("positions.changedAt", { time: dateTime(position.updated_at, i18n.language) })}
      </p>
      {exporting && <ExportDialog position={position} onClose={() => setExporting(false)} />}
    </li>
  );
}
