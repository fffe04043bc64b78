using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Retention.RetentionEvent>;

namespace Plugin.Domain.Retention;

/// <summary>What holds for tasks of collaborations without a policy of their own. One stream in the hub; before its first event all is kept.</summary>
public sealed record DefaultRetention(RetentionPolicy Policy) : IAggregate<DefaultRetention, RetentionEvent, SetDefaultRetention>
{
    /// <summary>The name of the one stream.</summary>
    public const string Stream = "retention";

    public static DefaultRetention Initial { get; } = new(RetentionPolicy.KeepAll);

    public DefaultRetention Evolve(RetentionEvent @event) => @event switch
    {
        DefaultRetentionSet e => new DefaultRetention(e.Policy),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of retention."),
    };

    public static Decision<RetentionEvent> Decide(DefaultRetention retention, SetDefaultRetention command) => command.Policy switch
    {
        var policy when !policy.IsAcceptable() => RetentionRefusals.Unacceptable,
        var same when same == retention.Policy => Nothing,
        var policy => new DefaultRetentionSet(policy, command.Now),
    };
}

public sealed record SetDefaultRetention(RetentionPolicy Policy, DateTimeOffset Now);

public abstract record RetentionEvent(DateTimeOffset At) : DomainEvent(At);

public sealed record DefaultRetentionSet(RetentionPolicy Policy, DateTimeOffset At) : RetentionEvent(At);
