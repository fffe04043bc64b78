namespace Plugin.Node;

/// <summary>Why an agent ended.</summary>
public abstract record AgentEnd
{
    private AgentEnd()
    {
    }

    /// <summary>It was asked to.</summary>
    public sealed record Stopped : AgentEnd;

    /// <summary>Another agent started with the same key.</summary>
    public sealed record Fenced(string Reason) : AgentEnd;

    /// <summary>The hub does not let it in, or the two do not fit together.</summary>
    public sealed record Refused(string Reason) : AgentEnd;
}

internal sealed class AgentEndException(AgentEnd end) : Exception
{
    public AgentEnd End { get; } = end;
}
