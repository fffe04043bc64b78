export const proofs = {
  title: 'Proofs',
};
