using Plugin.Domain.Runs;

namespace Plugin.Domain.Tasks;

/// <summary>A task with the runs it was born with.</summary>
public sealed record TaskWithRuns(FederatedTask Task, ValueList<Run> Runs);
