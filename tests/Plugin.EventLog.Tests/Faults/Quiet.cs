namespace Plugin.EventLog.Tests.Faults;

/// <summary>Tests that measure time: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(Quiet), DisableParallelization = true)]
public sealed class Quiet;
