export const research = {
  title: 'Research',
};
