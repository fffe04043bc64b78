export const home = {
  title: 'Home',
  hello: 'Welcome, {{name}}.',
  tasks: 'my tasks',
  none: 'You have not ordered a task yet',
  task: { name: 'Name', status: 'Status', created: 'Created' },
};
