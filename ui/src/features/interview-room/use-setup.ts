import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { modelsQuery } from "@/api/queries";
import { roomDevicesQuery, type RoomView } from "@/api/room";
import type { RoomSetup } from "@/api/types";

import type { Audience } from "./room-page";
import { microphonesFit, modelFits, proposeSetup, rememberedSetup } from "./sound-choice";

const ALONE = { recruiter_device: null, shared_microphone: false };
const TYPING: RoomSetup = {
  ...ALONE,
  device: null,
  model: null,
  text_only: true,
};

/**
 * The choice of microphone and model: what the user changed, else what is proposed. Which model
 * listens is the recruiter's business; for a candidate Candor takes the best one.
 */
export function useSetup(room: RoomView, audience: Audience) {
  const { client } = useApi();
  const choosesModel = audience === "recruiter";
  const devices = useQuery(roomDevicesQuery(client, room.interview_id));
  const models = useQuery({ ...modelsQuery(client), enabled: choosesModel });
  const [changed, setChanged] = useState<RoomSetup | null>(null);
  const [last] = useState(rememberedSetup);

  const known = choosesModel ? models.data : null;
  if (devices.data === undefined || known === undefined) {
    const refetch = () =>
      Promise.all([devices.refetch(), ...(choosesModel ? [models.refetch()] : [])]);
    return { ready: false as const, error: devices.error ?? models.error, refetch };
  }
  const proposed = proposeSetup(devices.data, known, room.language, last);
  // At a kiosk nobody sits beside the candidate.
  const setup = changed ?? (choosesModel ? proposed : { ...proposed, ...ALONE });
  const typing = setup.text_only || room.accommodations.typing_only;
  const usable =
    typing ||
    (microphonesFit(setup, devices.data) &&
      (known === null ||
        known.some((model) => model.name === setup.model && modelFits(model, room.language))));
  return {
    ready: true as const,
    devices: devices.data,
    models: known,
    /** As sent: typing needs neither microphone nor model. */
    setup: typing ? TYPING : setup,
    shown: setup,
    usable,
    change: setChanged,
  };
}
