import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { imageKeys } from '@/lib/client/query-keys/images';
import { operationKeys } from '@/lib/client/query-keys/operations';
import {
  type BuildImage,
  type CollectImages,
  type CreateImage,
  ImageDetail,
  type RetireImage,
} from '@/lib/contracts/images';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

const keep = (client: QueryClient, image: ImageDetail): void => {
  client.setQueryData(imageKeys.detail(image.id), image);
  // The versions before it say of themselves that they are old now.
  void client.invalidateQueries({ queryKey: imageKeys.all() });
};

export const createImage = () =>
  mutationOptions({
    mutationFn: (body: CreateImage) => sendJson('POST', api.images(), ImageDetail, { body }),
    onSuccess: (image, _body, _kept, { client }) => keep(client, image),
  });

/** `id`: of the version that was changed; `conflict` when somebody else was faster. */
export const addImageVersion = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: CreateImage }) =>
      sendJson('POST', api.imageVersions(id), ImageDetail, { body }),
    onSuccess: (image, _body, _kept, { client }) => keep(client, image),
  });

export const retireImage = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: RetireImage }) =>
      sendJson('POST', api.retireImage(id), ImageDetail, { body }),
    onSuccess: (image, _body, _kept, { client }) => keep(client, image),
  });

export const buildImage = () =>
  mutationOptions({
    // Safe because of the key: however often it is sent, it is one operation.
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({
      id,
      idempotencyKey,
      body,
    }: {
      readonly id: string;
      readonly idempotencyKey: string;
      readonly body: z.input<typeof BuildImage>;
    }) => sendJson('POST', api.buildImage(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) =>
      refreshUnlessLive(client, [imageKeys.all(), operationKeys.all()]),
  });

export const collectImages = () =>
  mutationOptions({
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({
      idempotencyKey,
      body,
    }: {
      readonly idempotencyKey: string;
      readonly body: z.input<typeof CollectImages>;
    }) => sendJson('POST', api.imageCollection(), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) =>
      refreshUnlessLive(client, [imageKeys.all(), operationKeys.all()]),
  });
