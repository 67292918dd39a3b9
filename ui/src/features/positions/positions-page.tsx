import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { positionsQuery } from "@/api/queries";
import type { Position } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { useToast } from "@/components/ui/toast";

import { AddPosition } from "./add-position";
import { PositionCard } from "./position-card";

type Props = {
  /** Opens a position in the editor. */
  onOpen: (positionId: string) => void;
};

/** All positions, and the ways to a new one. */
export function PositionsPage({ onOpen }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const toast = useToast();
  const positions = useQuery(positionsQuery(client));
  const restore = useMutation({
    mutationFn: ({ id }: Position) =>
      unwrap(client.POST("/api/v1/positions/{id}/restore", { params: { path: { id } } })),
  });
  const remove = useMutation({
    mutationFn: ({ id }: Position) =>
      unwrap(client.DELETE("/api/v1/positions/{id}", { params: { path: { id } } })),
    onSuccess: (_, position) => {
      toast.show({
        text: t("positions.deleted", { title: position.title }),
        action: { label: t("common.undo"), onAction: () => restore.mutate(position) },
      });
    },
  });
  const duplicate = useMutation({
    mutationFn: ({ title, description, plan }: Position) =>
      unwrap(
        client.POST("/api/v1/positions", {
          body: { title: t("positions.copyOf", { title }), description, plan },
        }),
      ),
    onSuccess: ({ id }) => onOpen(id),
  });
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight">{t("positions.title")}</h1>
          <p className="text-quiet">{t("positions.intro")}</p>
        </div>
        {positions.data && positions.data.length > 0 && <AddPosition onOpen={onOpen} />}
      </header>
      <ProblemNotice cause={remove.error ?? restore.error ?? duplicate.error} />
      <Loaded query={positions}>
        {(list) =>
          list.length === 0 ? (
            <div
              data-testid="no-positions"
              className="flex flex-col items-center gap-5 rounded-2xl bg-raised px-6 py-14 text-center"
            >
              <div className="max-w-md">
                <h2 className="text-lg font-semibold">{t("positions.none")}</h2>
                <p className="mt-1 text-quiet">{t("positions.noneHint")}</p>
              </div>
              <AddPosition onOpen={onOpen} />
            </div>
          ) : (
            <ul className="grid items-start gap-4 min-[56rem]:grid-cols-2" data-testid="positions">
              {list.map((position) => (
                <PositionCard
                  key={position.id}
                  position={position}
                  onDelete={() => remove.mutate(position)}
                  onDuplicate={() => duplicate.mutate(position)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
