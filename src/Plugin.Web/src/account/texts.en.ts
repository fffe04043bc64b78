export const account = {
  hub: '{{name}}, version {{version}}',
  username: 'User name',
  password: 'Password',
  showPassword: 'Show or hide the password',
  signIn: {
    title: 'Sign in',
    act: 'Sign in',
    lost: 'Lost your password?',
    ended: 'Your session has ended. Sign in again; you come back to where you were.',
  },
  code: {
    title: 'Second factor',
    label: 'Code',
    text: 'The six digits that your authenticator app shows now.',
    lost: 'Lost your authenticator?',
  },
  enrol: {
    title: 'Set up a second factor',
    text: 'This hub asks for a code besides your password. Scan the picture with an authenticator app on your phone.',
    secret: 'Or type this secret into the app:',
    done: 'Done, go on with a code',
  },
};
