namespace Plugin.Node.Tests.Support;

/// <summary>What the test's network does to a request.</summary>
internal abstract record Fault
{
    /// <summary>The hub never hears of it.</summary>
    public sealed record LoseRequest : Fault;

    /// <summary>The hub does what is asked, and its answer gets lost.</summary>
    public sealed record LoseAnswer : Fault;

    public sealed record Answer(int Status) : Fault;

    /// <summary>The connection breaks after so many bytes of the answer.</summary>
    public sealed record CutAfter(int Bytes) : Fault;
}
