namespace Plugin.Node.Witnessing;

/// <summary>The log is not what it should be: nothing is kept and nothing signed.</summary>
/// <param name="Kind">One of <see cref="Contracts.Audit.AlarmKinds"/>.</param>
/// <param name="Words">For the station's operator: what is wrong, in full.</param>
/// <param name="Evidence">What was kept first, then what contradicts it.</param>
internal sealed record Doubt(string Kind, string Words, params IReadOnlyList<string> Evidence);
