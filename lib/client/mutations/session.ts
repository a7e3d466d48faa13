import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { sessionKeys } from '@/lib/client/query-keys/session';
import { type ChangePassword, Session, type SignIn } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';

export const signIn = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof SignIn>) => sendJson('POST', api.session(), Session, { body }),
    onSuccess: (session, _body, _kept, { client }) => {
      // Whatever an earlier reader of this tab saw is not this reader's to see.
      client.clear();
      client.setQueryData(sessionKeys.all(), session);
    },
  });

export const signOut = () => mutationOptions({ mutationFn: () => sendJson('DELETE', api.session(), z.undefined()) });

export const changePassword = () =>
  mutationOptions({
    mutationFn: (body: ChangePassword) => sendJson('POST', api.password(), Session, { body }),
    onSuccess: (session, _body, _kept, { client }) => client.setQueryData(sessionKeys.all(), session),
  });
