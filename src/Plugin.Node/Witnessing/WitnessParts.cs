using System.Security.Cryptography;
using Plugin.Proofs;

namespace Plugin.Node.Witnessing;

/// <summary>What the station's operator gives the witness.</summary>
/// <param name="SigningKey">The station's own, ECDSA over P-256.</param>
/// <param name="HubKey">The hub's, when the configuration says it; else the first one seen is trusted.</param>
/// <param name="AcceptedGeneration">Asked each time it matters: the operator may accept while the agent runs. 0: none.</param>
public sealed record WitnessParts(ECDsa SigningKey, NoteKey? HubKey, Func<int> AcceptedGeneration);
