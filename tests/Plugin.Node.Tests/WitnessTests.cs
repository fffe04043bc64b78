using System.Security.Cryptography;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;
using Plugin.Node.Tests.Support;
using Plugin.Node.Witnessing;
using Plugin.Proofs;

namespace Plugin.Node.Tests;

public sealed class A_witness : IAsyncLifetime
{
    private static readonly StationWelcome Self = new(2, "Node A", 7, 3, false, HubLog.FirstGeneration, 1, 15);

    private readonly Scratch _scratch = new();
    private readonly Time _time = new();
    private readonly ECDsa _key = NewKey();
    private readonly ECDsa _other = NewKey();
    private TestHub _hub = null!;
    private TestStation _station = null!;
    private Witness _witness = null!;
    private HubLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.Start();
        _hub.Log = _log = new HubLog(_key).Grow(5);
        Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await _station.DisposeAsync();
        await _hub.DisposeAsync();
        _key.Dispose();
        _other.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Keeps_and_signs_what_continues_what_it_kept()
    {
        await Consider(_log.News());
        await Consider(_log.Grow(4).News());
        await Consider(_log.News());

        Assert.Equal([_log.Text(5), _log.Text(9)], Signed());
        Assert.Equal(_log.Note(), WitnessState.In(_station.Journal).Kept);
        Assert.Empty(_hub.Alarms);
    }

    [Fact]
    public async Task Takes_no_harm_from_news_that_come_late()
    {
        await Consider(_log.Grow(4).News());
        await Consider(_log.News(size: 5));

        Assert.Equal([_log.Text(9)], Signed());
        Assert.Equal(_log.Note(9), WitnessState.In(_station.Journal).Kept);
        Assert.Empty(_hub.Alarms);
    }

    [Theory]
    [InlineData(AlarmKinds.Fork, 7)]
    [InlineData(AlarmKinds.Fork, 5)]
    [InlineData(AlarmKinds.Fork, 4)]
    [InlineData(AlarmKinds.Shrunk, 3)]
    public async Task Refuses_another_past(string kind, int size)
    {
        await Consider(_log.News());
        _hub.Log = kind == AlarmKinds.Shrunk ? _log.Copy(size) : _log.Copy(2).Grow(10, "other");
        var shown = _hub.Log.News(size);

        await Consider(shown);
        await Consider(shown);

        Refused(kind, _log.Note(5), shown.Note);
    }

    [Fact]
    public async Task Refuses_another_key_of_the_hub()
    {
        await Consider(_log.News());
        _hub.Log = _log.Copy(5, _other).Grow(1);

        await Consider(_hub.Log.News());

        Refused(AlarmKinds.HubKey, _log.Note(5), _hub.Log.Note());
    }

    [Fact]
    public async Task Refuses_a_key_that_is_not_the_one_in_the_configuration()
    {
        await _station.DisposeAsync();
        Begin(NoteKey.Parse(_log.Copy(0, _other).Key));

        await Consider(_log.News());

        Assert.Equal(AlarmKinds.HubKey, Assert.Single(_hub.Alarms).Kind);
        Assert.Empty(_hub.Cosigned);
    }

    [Fact]
    public async Task Refuses_a_signature_that_is_wrong()
    {
        await Consider(_log.News());
        var signed = SignedNote.Parse(_log.Grow(1).Note());
        var wrong = (signed with { Signatures = [SignedNote.Parse(_log.Note(5)).Signatures[0]] }).ToString();

        await Consider(new CheckpointNews(wrong, 0, null, []));

        Refused(AlarmKinds.Signature, _log.Note(5), wrong);
    }

    [Fact]
    public async Task Refuses_another_hubs_log()
    {
        await Consider(_log.News());
        var elsewhere = _log.Copy(5, otherOrigin: HubLog.FirstGeneration.Replace("1111", "9999")).Grow(1);

        await Consider(elsewhere.News());

        Refused(AlarmKinds.OtherLog, _log.Note(5), elsewhere.Note());
    }

    [Fact]
    public async Task Tells_the_same_again_after_an_hour_and_at_once_after_it_was_settled()
    {
        await Consider(_log.News());
        var fork = _log.Copy(2).Grow(10, "other").News();

        await Consider(fork);
        _time.Now += TimeSpan.FromMinutes(59);
        await Consider(fork);
        Assert.Single(_hub.Alarms);
        _time.Now += TimeSpan.FromMinutes(2);
        await Consider(fork);
        Assert.Equal(2, _hub.Alarms.Count);
        await Consider(_log.Grow(1).News());
        await Consider(fork);
        Assert.Equal(3, _hub.Alarms.Count);
        Assert.Equal([_log.Text(5), _log.Text(6)], Signed());
    }

    [Fact]
    public async Task Signs_a_new_generation_only_when_its_operator_accepts_it()
    {
        await Consider(_log.Grow(4).News());
        var second = _hub.Log = _log.Copy(6, otherOrigin: HubLog.SecondGeneration).Grow(1, "second");
        await Consider(second.News());
        Refused(AlarmKinds.Generation, _log.Note(9), second.Note());

        StationFolder.AcceptGeneration(_scratch.Data, 2);
        await Consider(second.News());

        Assert.Equal([_log.Text(9), second.Text()], Signed());
        Assert.Equal([_log.Note(9)], WitnessState.In(_station.Journal).Former);
        await Consider(_log.News());
        Assert.Equal([AlarmKinds.Generation, AlarmKinds.Shrunk], _hub.Alarms.Select(a => a.Kind));
    }

    [Fact]
    public async Task Signs_a_new_generation_that_the_configured_key_names()
    {
        await Consider(_log.News());
        var second = _hub.Log = _log.Copy(3, otherOrigin: HubLog.SecondGeneration).Grow(1, "second");
        await _station.DisposeAsync();
        Begin(NoteKey.Parse(second.Key));

        await Consider(second.News());

        Assert.Empty(_hub.Alarms);
        Assert.Equal([_log.Text(5), second.Text()], Signed());
    }

    [Fact]
    public async Task Refuses_a_log_that_is_not_the_one_that_others_have_signed()
    {
        using var node = NewKey();
        await Consider(_log.News());
        var elsewhere = _log.Copy(5).Grow(2, "elsewhere");
        _log.Grow(4);
        var shown = _log.Witnessed(elsewhere, 7, 3, node);

        await Consider(shown);

        Refused(AlarmKinds.Fork, _log.Note(5), shown.Note, shown.Witnessed!);
    }

    [Fact]
    public async Task Refuses_a_signature_of_another_node_that_is_wrong()
    {
        using var node = NewKey();
        await Consider(_log.News());
        var shown = _log.Grow(4).Witnessed(_log, 7, 3, node, shownKey: _other);

        await Consider(shown);

        Refused(AlarmKinds.Signature, _log.Note(5), shown.Note, shown.Witnessed!);
    }

    [Fact]
    public async Task Tells_of_another_key_of_another_node_and_goes_on()
    {
        using var node = NewKey();
        await Consider(_log.Witnessed(_log, 5, 3, node));
        await Consider(_log.Grow(4).Witnessed(_log, 7, 3, _other));

        Assert.Equal(AlarmKinds.WitnessKey, Assert.Single(_hub.Alarms).Kind);
        Assert.Equal([_log.Text(5), _log.Text(9)], Signed());
    }

    [Fact]
    public async Task Raises_an_alarm_when_nobody_else_has_signed_for_an_hour_while_the_log_grew()
    {
        using var node = NewKey();
        await Consider(_log.Witnessed(_log, 5, 3, node));
        _time.Now += TimeSpan.FromHours(5);
        await Consider(_log.Grow(1).Witnessed(_log, 5, 3, node));
        _time.Now += TimeSpan.FromMinutes(59);
        await Consider(_log.Grow(1).Witnessed(_log, 5, 3, node));
        Assert.Empty(_hub.Alarms);

        _time.Now += TimeSpan.FromMinutes(1);
        await Consider(_log.Grow(1).Witnessed(_log, 5, 3, node));

        Assert.Equal(AlarmKinds.Unwitnessed, Assert.Single(_hub.Alarms).Kind);
        Assert.Equal(_log.Text(), Signed()[^1]);
    }

    [Fact]
    public async Task Expects_nobody_to_sign_where_there_is_no_other_node()
    {
        await Consider(_log.News());
        _time.Now += TimeSpan.FromHours(5);
        await Consider(_log.Grow(1).News());

        Assert.Empty(_hub.Alarms);
    }

    [Fact]
    public async Task Checks_but_does_not_sign_with_a_key_that_is_not_the_nodes()
    {
        await _witness.Consider(_log.News(), Self with { SigningKeyRefused = "There is another." }, default);
        await _witness.Consider(_log.Copy(2).Grow(9, "other").News(), Self with { SigningKeyRefused = "There is another." }, default);

        Assert.Empty(_hub.Cosigned);
        Assert.Equal(AlarmKinds.Fork, Assert.Single(_hub.Alarms).Kind);
    }

    [Theory]
    [InlineData("before witnessed")]
    [InlineData("after witnessed")]
    [InlineData("before cosign")]
    [InlineData("after cosign")]
    public async Task Never_signs_two_logs_of_one_size_wherever_it_dies(string moment)
    {
        await _station.DisposeAsync();
        Begin(mortality: new Mortality(null, moment));
        await Assert.ThrowsAsync<DiedException>(() => Consider(_log.News()));
        await _station.DisposeAsync();
        Begin();
        _hub.Log = _log.Copy(2).Grow(3, "other");

        await Consider(_hub.Log.News());
        await Consider(_hub.Log.Grow(4).News());

        Assert.True(Signed().Where(text => Checkpoint.Parse(text).Size == 5).Distinct().Count() <= 1);
        Assert.Equal(moment == "before witnessed" ? [] : [AlarmKinds.Fork], _hub.Alarms.Select(a => a.Kind));
    }

    [Fact]
    public async Task Is_told_by_the_feed_and_reports_until_the_hub_has_heard()
    {
        var lost = 0;
        _hub.Faults = asked => (asked.EndsWith("/cosignatures", StringComparison.Ordinal) || asked.EndsWith("/alarms", StringComparison.Ordinal)) && ++lost <= 2
            ? new Fault.LoseRequest()
            : null;
        _station.Run();
        await _hub.Until(() => _hub.Cosigned.Count > 0, "Nothing was signed");
        lost = 0;
        _hub.Log = _log.Copy(2).Grow(9, "other");
        _hub.Announce();

        await _hub.Until(() => _hub.Alarms.Count > 0, "No alarm was raised");

        Assert.Equal([_log.Text(5)], Signed());
        Assert.Equal(AlarmKinds.Fork, Assert.Single(_hub.Alarms).Kind);
    }

    private void Begin(NoteKey? hubKey = null, Mortality? mortality = null)
    {
        _station = new TestStation(_hub, _scratch, "none", mortality);
        _witness = new Witness(_station.Parts with { Time = _time, Witness = _station.Parts.Witness with { HubKey = hubKey } });
    }

    private Task Consider(CheckpointNews news) => _witness.Consider(news, Self, default);

    /// <summary>Nothing new kept, nothing more signed, one alarm.</summary>
    private void Refused(string kind, params IEnumerable<string> evidence)
    {
        var alarm = Assert.Single(_hub.Alarms);
        Assert.Equal(kind, alarm.Kind);
        Assert.Equal(evidence, alarm.Evidence);
        Assert.Single(_hub.Cosigned);
        Assert.Equal(alarm.Evidence[0], WitnessState.In(_station.Journal).Kept);
    }

    /// <summary>The texts that were signed, each by this station's key.</summary>
    private IReadOnlyList<string> Signed() =>
    [
        .. _hub.Cosigned.Select(SignedNote.Parse).Select(note =>
        {
            Assert.True(note.IsSignedBy(new NoteSigner(HubLog.NodeName(Self.NodeId), _station.Parts.Witness.SigningKey).Key));
            return note.Text;
        }),
    ];

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private sealed class Time : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
