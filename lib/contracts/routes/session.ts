import { ChangePassword, Session, SignIn } from '../access';
import { route, v1 } from './route';

export const sessionRoutes = {
  getSession: route({
    id: 'getSession',
    method: 'GET',
    path: `${v1}/session`,
    tag: 'Session',
    summary: 'Who am I, and what may I do',
    access: 'signed-in',
    response: Session,
    status: 200,
    beforePasswordChange: true,
  }),
  signIn: route({
    id: 'signIn',
    method: 'POST',
    path: `${v1}/session`,
    tag: 'Session',
    summary: 'Sign in with e-mail address and password; sets the session cookie',
    access: 'public',
    body: SignIn,
    response: Session,
    status: 200,
  }),
  signOut: route({
    id: 'signOut',
    method: 'DELETE',
    path: `${v1}/session`,
    tag: 'Session',
    summary: 'Sign out; ends this session',
    access: 'signed-in',
    status: 204,
    beforePasswordChange: true,
  }),
  changePassword: route({
    id: 'changePassword',
    method: 'POST',
    path: `${v1}/session/password`,
    tag: 'Session',
    summary: 'Change the own password; ends all other sessions',
    access: 'signed-in',
    body: ChangePassword,
    response: Session,
    status: 200,
    beforePasswordChange: true,
  }),
} as const;
