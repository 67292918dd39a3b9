import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { roomDevicesQuery } from "@/api/room";
import type { Role } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { Field, Select } from "@/components/ui/field";

import { useMove } from "./moves";

/** How often microphones are looked for while somebody plugs one in, in ms. */
const LOOK_MS = 2_000;

type Props = {
  interviewId: string;
  device: string;
  /** Whose microphone. */
  track: Role;
  /** Says whose it is, where there are two. */
  named: boolean;
};

/** Another microphone, in the middle of the interview. */
export function DevicePicker({ interviewId, device, track, named }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const move = useMove(interviewId);
  const devices = useQuery({
    ...roomDevicesQuery(client, interviewId),
    refetchInterval: LOOK_MS,
  });
  const known = devices.data ?? [];
  const there = known.some(({ name }) => name === device);
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={
          named ? t("microphone.deviceOf", { name: t(`role.${track}`) }) : t("microphone.device")
        }
      >
        {(wiring) => (
          <Select
            {...wiring}
            data-testid={track === "candidate" ? "change-device" : `change-device-${track}`}
            value={device}
            disabled={move.isPending}
            onChange={(e) => move.mutate({ move: "microphone", track, device: e.target.value })}
          >
            {!there && <option value={device}>{t("microphone.gone", { name: device })}</option>}
            {known.map(({ name, is_default }) => (
              <option key={name} value={name}>
                {is_default ? t("setup.default", { name }) : name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {devices.isSuccess && known.length === 0 && (
        <p className="text-sm text-quiet">{t("microphone.none")}</p>
      )}
      <ProblemNotice cause={move.error ?? devices.error} />
    </div>
  );
}
