export const operate = {
  title: 'Operations',
};
