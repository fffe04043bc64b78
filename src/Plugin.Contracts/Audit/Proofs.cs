namespace Plugin.Contracts.Audit;

/// <summary>That an event is in the log. Hashes are in lower-case hex; the root to compare with is that of a checkpoint of this size.</summary>
/// <param name="Leaf">The event's leaf hash as the log holds it.</param>
/// <param name="Hashes">The audit path of RFC 6962, from the leaf's side towards the root.</param>
public sealed record InclusionProof(string Origin, long Position, long Size, string Leaf, IReadOnlyList<string> Hashes);

/// <summary>That the log of <paramref name="To"/> events begins with the log of <paramref name="From"/> events.</summary>
/// <param name="Hashes">The consistency proof of RFC 6962, in lower-case hex.</param>
public sealed record ConsistencyProof(string Origin, long From, long To, IReadOnlyList<string> Hashes);
