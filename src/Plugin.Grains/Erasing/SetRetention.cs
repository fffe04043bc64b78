using Plugin.Domain;
using Plugin.Domain.Retention;
using CollaborationDecisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Erasing;

/// <param name="Collaboration">Null: the default of the hub.</param>
/// <param name="Policy">Null, for a collaboration only: the default of the hub holds.</param>
public sealed record SetRetention(CallContext By, CollaborationId? Collaboration, RetentionPolicy? Policy) : Command<Done>(By)
{
    internal override string? Owner => Collaboration?.ToString() ?? DefaultRetention.Stream;

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var refusal = Collaboration is { } collaboration
            ? await turn.Decide(Streams.Of(collaboration), new CollaborationDecisions.SetRetention(Policy, turn.Now), cancellationToken)
            : await turn.Decide(
                Streams.Retention, new SetDefaultRetention(Policy ?? RetentionPolicy.KeepAll, turn.Now), cancellationToken);
        return refusal is not null ? refusal : new Done();
    }
}
