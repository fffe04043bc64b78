using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <summary>Who could see a run's result at some moment, and who had read of its task by then.</summary>
/// <param name="Position">The last event of the log that counts.</param>
public sealed record RunReaders(
    string Origin, int Run, int Task, long Position, IReadOnlyList<PossibleReader> CouldSee, IReadOnlyList<RecordedReader> DidRead);

/// <param name="Who"><c>user:4</c>, <c>node:7</c>, or <c>run:33/2</c> for the algorithm of an attempt.</param>
/// <param name="Rule">The id of the narrowest rule that let them, and what it says.</param>
/// <param name="Roles">Their roles that had it; none when they had it as an extra rule.</param>
public sealed record PossibleReader(string Who, int Organization, int Rule, string RuleText, IReadOnlyList<string> Roles);

/// <summary>Inputs or results of the task were sent to a reader, for the first time in an hour.</summary>
public sealed record RecordedReader(string Who, long Position, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, int? Rule);
