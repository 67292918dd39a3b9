import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { Plus, ScrollText } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { AiConnection, AiSettings } from "@/api/ai";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { ConnectionDialog } from "./connection-dialog";
import { ConnectionRow } from "./connection-row";
import { RemoveConnection } from "./remove-connection";
import { useAiAction } from "./use-ai";

/** Rows move up and down only. */
const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });

type Open = { do: "add" } | { do: "edit" | "remove"; connection: AiConnection };

/** Who is asked in which order; the scripted interviewer, who needs nobody, always comes last. */
export function ConnectionList({ settings }: { settings: AiSettings }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open | null>(null);
  const [moved, setMoved] = useState("");
  const order = useAiAction((ai, ids: string[]) => ai.order(ids));
  // A row stays where it was dropped while that is being kept.
  const ids =
    order.isPending && order.variables.length === settings.connections.length
      ? order.variables
      : settings.connections.map(({ id }) => id);
  const connections = ids.flatMap((id) => settings.connections.filter((c) => c.id === id));
  const placeOf = (id: unknown) => connections.findIndex((c) => c.id === id) + 1;
  const nameOf = (id: unknown) => connections.find((c) => c.id === id)?.name ?? "";
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const said = (from: unknown, to: unknown) =>
    t("ai.drag.moved", { name: nameOf(from), place: placeOf(to), count: connections.length });
  // A row lies over its own place at once; saying so would drown that it was lifted.
  const lifted = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      lifted.current = true;
      return t("ai.drag.lifted", { name: nameOf(active.id) });
    },
    onDragOver: ({ active, over }) => {
      const first = lifted.current;
      lifted.current = false;
      return over && !(first && over.id === active.id) ? said(active.id, over.id) : undefined;
    },
    onDragEnd: ({ active, over }) => (over ? said(active.id, over.id) : undefined),
    onDragCancel: () => t("ai.drag.cancelled"),
  };
  const move = (from: number, to: number) => {
    const other = connections[to];
    if (!other || from === to) return;
    setMoved(said(ids[from], other.id));
    order.mutate(arrayMove(ids, from, to));
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over) move(placeOf(active.id) - 1, placeOf(over.id) - 1);
  };
  const close = () => setOpen(null);
  return (
    <div className="flex flex-col gap-3" data-testid="ai-connections">
      <p role="status" className="sr-only">
        {moved}
      </p>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        modifiers={[upAndDown]}
        onDragEnd={onDragEnd}
        accessibility={{
          announcements,
          screenReaderInstructions: { draggable: t("ai.drag.how") },
        }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className="flex flex-col gap-2" aria-label={t("ai.list.label")}>
            {connections.map((connection, at) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                place={at + 1}
                count={connections.length}
                onMove={(by) => move(at, at + by)}
                onEdit={() => setOpen({ do: "edit", connection })}
                onRemove={() => setOpen({ do: "remove", connection })}
              />
            ))}
            <li
              data-testid="ai-scripted"
              className="flex items-start gap-3 rounded-xl border border-dashed border-edge p-3 pl-4"
            >
              <ScrollText className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
              <div className="min-w-0">
                <p className="font-medium">{t("ai.list.scripted")}</p>
                <p className="text-sm text-quiet">
                  {t(connections.length === 0 ? "ai.list.scriptedAlone" : "ai.list.scriptedText")}
                </p>
              </div>
            </li>
          </ol>
        </SortableContext>
      </DndContext>
      <ProblemNotice cause={order.error} />
      <Button className="self-start" data-testid="ai-add" onClick={() => setOpen({ do: "add" })}>
        <Plus aria-hidden />
        {t("ai.add")}
      </Button>
      {open?.do === "add" && <ConnectionDialog settings={settings} onClose={close} />}
      {open?.do === "edit" && (
        <ConnectionDialog settings={settings} kept={open.connection} onClose={close} />
      )}
      {open?.do === "remove" && <RemoveConnection connection={open.connection} onClose={close} />}
    </div>
  );
}
