using Microsoft.Extensions.Logging;
using Plugin.Client;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;
using Plugin.Node.Status;
using Plugin.Proofs;

namespace Plugin.Node.Witnessing;

/// <summary>
/// The station as a witness of the hub's log: each checkpoint it is told of has to continue the one it kept last. Then it is kept, and only then
/// signed with the station's own key. What does not fit is refused, told to the station's operator, and reported. Part of the agent's logic.
/// </summary>
internal sealed partial class Witness(StationParts parts)
{
    private static readonly TimeSpan RemindAfter = TimeSpan.FromHours(1);

    private readonly Dictionary<string, long> _told = [];
    private readonly List<StationAlarm> _unreported = [];
    private readonly Dictionary<string, string> _words = [];
    private WitnessState _state = WitnessState.In(parts.Journal);
    private string? _delivered;

    public WitnessReport Status => new(_state.Generation, _state.KeptCheckpoint?.Size ?? 0, [.. _words.Where(w => _told.ContainsKey(w.Key)).Select(w => w.Value)]);

    /// <summary>Can be repeated with the same news, when the hub went away in the middle of it.</summary>
    /// <exception cref="HubException">The hub is away.</exception>
    public async Task Consider(CheckpointNews news, StationWelcome self, CancellationToken cancellationToken)
    {
        var judgement = await new Judgement(parts, _state).Of(news, self.NodeId, cancellationToken);
        foreach (var doubt in judgement.Doubts)
        {
            Tell(doubt);
        }

        if (judgement.Next is { } next)
        {
            if (_state.HubKey is null)
            {
                LogHubKey(parts.Log, next.HubKey!, parts.Witness.HubKey is null ? "it is the first one seen (hub.log_key of the configuration would settle it)" : "the configuration says so");
            }

            if (next != _state)
            {
                next.Keep(parts.Journal);
                _state = next;
            }

            foreach (var settled in _told.Keys.Except(judgement.Doubts.Select(d => d.Kind)).Except([AlarmKinds.Unwitnessed, AlarmKinds.WitnessKey]))
            {
                _told.Remove(settled);
            }
        }

        await Report(cancellationToken);
        if (judgement.Next is not null && self.SigningKeyRefused is null)
        {
            await Sign(self.NodeId, cancellationToken);
        }
    }

    private async Task Sign(int node, CancellationToken cancellationToken)
    {
        var text = SignedNote.Parse(_state.Kept!).Text;
        if (text == _delivered)
        {
            return;
        }

        var signer = new NoteSigner(LogName.Parse(Checkpoint.Parse(text).Origin).NodeName(node), parts.Witness.SigningKey);
        try
        {
            await parts.Hub.Cosign(new StationCosignature(SignedNote.Sign(text, signer).ToString()), cancellationToken);
        }
        catch (HubException e) when (e.IsRefusal())
        {
            LogNotTaken(parts.Log, e.Message);
        }

        _delivered = text;
    }

    private void Tell(Doubt doubt)
    {
        _words[doubt.Kind] = doubt.Words;
        if (_told.TryGetValue(doubt.Kind, out var last) && parts.Time.GetElapsedTime(last) < RemindAfter)
        {
            return;
        }

        _told[doubt.Kind] = parts.Time.GetTimestamp();
        LogDoubt(parts.Log, doubt.Words);
        _unreported.Add(new StationAlarm(doubt.Kind, [.. doubt.Evidence.Where(IsCheckpoint)]));
    }

    private async Task Report(CancellationToken cancellationToken)
    {
        while (_unreported.Count > 0)
        {
            try
            {
                await parts.Hub.Raise(_unreported[0], cancellationToken);
            }
            catch (HubException e) when (e.IsRefusal())
            {
                LogNotReported(parts.Log, e.Message);
            }

            _unreported.RemoveAt(0);
        }
    }

    private static bool IsCheckpoint(string note)
    {
        try
        {
            Checkpoint.Parse(SignedNote.Parse(note).Text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's log is signed with the key {Key}; this station trusts it because {Reason}.")]
    private static partial void LogHubKey(ILogger log, string key, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "ALARM about the hub's log: {Words}")]
    private static partial void LogDoubt(ILogger log, string words);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub does not take this station's signature under its checkpoint. {Reason}")]
    private static partial void LogNotTaken(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub does not take this station's alarm. {Reason}")]
    private static partial void LogNotReported(ILogger log, string reason);
}
