namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>One task as its researcher sees it.</summary>
/// <param name="Name">No other order has it.</param>
/// <param name="Milliseconds">What it asks for, which its results say again.</param>
/// <param name="Central">One run that asks all hospitals by a subtask.</param>
internal sealed record Order(string Name, int Milliseconds, bool Central, IReadOnlyList<int> Organisations)
{
    /// <summary>The task that the hub has accepted; null while it has not.</summary>
    public int? Task { get; set; }

    /// <summary>How often the connection broke while it was posted, so that nobody knows whether the hub took it.</summary>
    public int Doubts { get; set; }

    /// <summary>The hub has accepted its kill.</summary>
    public bool Killed { get; set; }

    /// <summary>What the researcher was told its end was.</summary>
    public string? End { get; set; }

    /// <summary>The results that the researcher read then, in order.</summary>
    public IReadOnlyList<string?> Results { get; set; } = [];
}
