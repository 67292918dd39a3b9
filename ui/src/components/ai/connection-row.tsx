import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import {
  ArrowDown,
  ArrowUp,
  EllipsisVertical,
  GripVertical,
  Pencil,
  Plug,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { AiConnection } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import { Switch } from "@/components/ui/switch";

import { draftOfKept, isLocal, isPassedOn, parsed } from "./draft";
import { TestReport } from "./test-report";
import { useAiAction, useAiQuestion } from "./use-ai";

type Props = {
  connection: AiConnection;
  /** Its place, from 1, of so many. */
  place: number;
  count: number;
  onMove: (by: number) => void;
  onEdit: () => void;
  onRemove: () => void;
};

/** A kept connection in its place of the order: what it is at a glance, on or off, and what can be done with it. */
export function ConnectionRow({ connection, place, count, onMove, onEdit, onRemove }: Props) {
  const { t } = useTranslation();
  const { id, name, model, base_url, has_key, enabled } = connection;
  const sortable = useSortable({ id, attributes: { roleDescription: t("ai.drag.role") } });
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, isDragging } = sortable;
  const toggle = useAiAction((ai, wanted: boolean) =>
    ai.change(id, { ...draftOfKept(connection), enabled: wanted }),
  );
  const test = useAiQuestion((ai, kept: AiConnection) =>
    ai.test({ ...draftOfKept(kept), id: kept.id }),
  );
  const url = parsed(base_url);
  const facts = [
    model,
    url?.host ?? base_url,
    ...(url !== null && isLocal(url)
      ? [t(isPassedOn(model) ? "ai.row.passedOn" : "ai.row.local")]
      : []),
    ...(has_key ? [t("ai.row.key")] : []),
  ];
  return (
    <li
      ref={setNodeRef}
      data-testid="ai-connection"
      style={{
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      }}
      className={`flex flex-col gap-2 rounded-xl border bg-paper p-2 transition-shadow ${
        isDragging ? "relative z-5 border-violet shadow-xl" : "border-line"
      }`}
    >
      <div className="flex items-start gap-1">
        <button
          type="button"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t("ai.drag.handle", { name })}
          data-testid="ai-drag"
          className="flex h-10 w-7 shrink-0 touch-none items-center justify-center rounded-lg text-edge hover:bg-raised hover:text-ink active:cursor-grabbing"
        >
          <GripVertical className="size-4" aria-hidden />
        </button>
        <span
          aria-hidden
          className="mt-2 mr-2 flex size-6 shrink-0 items-center justify-center rounded-full bg-raised text-xs font-semibold tabular-nums"
        >
          {place}
        </span>
        <div className="min-w-0 flex-1 py-2">
          <p className={`font-medium break-words ${enabled ? "" : "text-quiet"}`}>{name}</p>
          <p className="text-sm break-words text-quiet">{facts.join(" · ")}</p>
          {!enabled && <p className="text-sm text-quiet">{t("ai.row.off")}</p>}
        </div>
        <div className="flex shrink-0 items-center gap-1">
          <Switch
            label={t("ai.row.enabled", { name })}
            hideLabel
            checked={enabled}
            disabled={toggle.isPending}
            onCheckedChange={(wanted) => toggle.mutate(wanted)}
            testId="ai-enabled"
          />
          <span className="hidden sm:contents">
            <IconButton
              label={t("ai.row.test", { name })}
              data-testid="ai-row-test"
              unavailable={test.isPending}
              onClick={() => test.mutate(connection)}
            >
              <Plug aria-hidden />
            </IconButton>
            <IconButton label={t("ai.edit", { name })} data-testid="ai-edit" onClick={onEdit}>
              <Pencil aria-hidden />
            </IconButton>
          </span>
          <Menu
            trigger={
              <IconButton label={t("ai.row.more", { name })} data-testid="ai-row-more">
                <EllipsisVertical aria-hidden />
              </IconButton>
            }
          >
            <MenuItem testId="ai-menu-test" onSelect={() => test.mutate(connection)}>
              <Plug aria-hidden />
              {t("ai.test")}
            </MenuItem>
            <MenuItem testId="ai-menu-edit" onSelect={onEdit}>
              <Pencil aria-hidden />
              {t("ai.row.edit")}
            </MenuItem>
            <MenuLine />
            <MenuItem testId="ai-move-up" disabled={place === 1} onSelect={() => onMove(-1)}>
              <ArrowUp aria-hidden />
              {t("ai.row.up")}
            </MenuItem>
            <MenuItem testId="ai-move-down" disabled={place === count} onSelect={() => onMove(1)}>
              <ArrowDown aria-hidden />
              {t("ai.row.down")}
            </MenuItem>
            <MenuLine />
            <MenuItem testId="ai-remove" onSelect={onRemove}>
              <Trash2 aria-hidden />
              {t("ai.row.remove")}
            </MenuItem>
          </Menu>
        </div>
      </div>
      {/* What was found is about the connection as it was then. */}
      <div role="status" className="empty:hidden">
        {test.isPending && <p className="px-2 pb-1 text-sm text-quiet">{t("ai.testing")}</p>}
        {test.data && test.variables === connection && (
          <TestReport result={test.data} model={model} withShutdown />
        )}
      </div>
      <ProblemNotice cause={toggle.error ?? test.error} />
    </li>
  );
}
