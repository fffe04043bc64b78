namespace Plugin.Vault;

/// <summary>
/// A source of random bytes for keys, salts, nonces and ids. The product gives <c>RandomNumberGenerator.Fill</c>; a simulation gives a seeded one,
/// so that a run can be repeated byte for byte.
/// </summary>
public delegate void FillRandom(Span<byte> bytes);
