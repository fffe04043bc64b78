using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests;

public sealed class The_event_codec
{
    /// <summary>A difference here is a change of what is stored for ever. New lines are fine; a changed line is not.</summary>
    [Fact]
    public void Writes_events_as_approved()
    {
        var written = string.Concat(EventSamples.All.Select(EventCodec.Encode).Select(e => $"{e.Name} {Encoding.UTF8.GetString(e.Data)}\n"));
        var received = Path.Combine(AppContext.BaseDirectory, "events.received.txt");
        File.WriteAllText(received, written);

        Assert.True(
            written == File.ReadAllText(Approved()), $"Stored events have changed. If that is meant: cp {received} {Approved()}");
    }

    /// <summary>Every shape that was ever written. A line that is no longer read is a log that can no longer be read.</summary>
    [Fact]
    public void Reads_every_line_that_was_ever_approved()
    {
        var lines = File.ReadAllLines(Approved());

        Assert.Equal(EventCodec.Known.Select(k => k.Name).ToHashSet(), lines.Select(line => line.Split(' ', 2)[0]).ToHashSet());
        Assert.All(lines, line =>
        {
            var parts = line.Split(' ', 2);
            Assert.Equal(parts[0], EventCodec.NameOf(EventCodec.Decode(parts[0], Encoding.UTF8.GetBytes(parts[1]))));
        });
    }

    /// <summary>Samples of names that are written no more, as they were written.</summary>
    [Fact]
    public void Reads_every_line_that_was_approved_under_a_former_name()
    {
        var lines = File.ReadAllLines(Approved().Replace("approved", "former", StringComparison.Ordinal));

        Assert.Equal(["run.ended/1", "run.held/1", "run.released/1", "task.created/1"], lines.Select(line => line.Split(' ', 2)[0]).Distinct().Order());
        Assert.All(lines, line =>
        {
            var parts = line.Split(' ', 2);
            Assert.Equal(parts[0].Replace("/1", "/2", StringComparison.Ordinal), EventCodec.NameOf(EventCodec.Decode(parts[0], Encoding.UTF8.GetBytes(parts[1]))));
        });
    }

    [Fact]
    public void Keeps_what_a_station_said_in_clear_and_makes_kinds_of_what_the_hub_said()
    {
        var said = (RunEnded)EventCodec.Decode(
            "run.ended/1",
            """{"attempt":1,"outcome":"crashed","cause":"It ran out of memory.","collaboration":3,"at":"2026-03-03T09:30:00.123456Z"}"""u8);
        var released = (RunReleased)EventCodec.Decode(
            "run.released/1",
            """{"attempt":1,"reason":"The node claimed the run and did not report it active in time.","collaboration":3,"at":"2026-03-03T09:30:00.123456Z"}"""u8);

        Assert.Equal((RunCauses.Reported(Sealed.InClear("It ran out of memory.")), new TaskId(0)), (said.Cause, said.Task));
        Assert.Equal(RunCauses.LeaseRanOut, released.Cause);
    }

    [Fact]
    public void Has_a_sample_of_each_event() =>
        Assert.Equal(EventCodec.Known.Select(k => k.Type), EventSamples.All.Select(e => e.GetType()).Distinct());

    [Fact]
    public void Knows_every_event_of_the_domain() =>
        Assert.Equal(
            typeof(DomainEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DomainEvent)) && !t.IsAbstract).ToHashSet(),
            EventCodec.Known.Select(k => k.Type).ToHashSet());

    [Fact]
    public void Reads_back_what_it_wrote() =>
        Assert.All(EventSamples.All, e =>
        {
            var (name, data) = EventCodec.Encode(e);
            Assert.Equal(e, EventCodec.Decode(name, data));
        });

    [Fact]
    public void Does_not_guess_at_an_unknown_name()
    {
        var unknown = Assert.Throws<UnknownEventException>(() => EventCodec.Decode("run.teleported/1", "{}"u8));
        Assert.Equal("run.teleported/1", unknown.Name);
    }

    [Fact]
    public void Does_not_make_up_a_missing_field() =>
        Assert.Throws<JsonException>(() =>
            EventCodec.Decode("run.claimed/1", """{"collaboration":3,"node":21,"at":"2026-03-03T09:30:00.000000Z"}"""u8));

    [Fact]
    public void Does_not_take_null_for_a_field_that_must_be_there() =>
        Assert.Throws<JsonException>(() =>
            EventCodec.Decode("run.held/2", """{"collaboration":3,"attempt":1,"reason":null,"at":"2026-03-03T09:30:00.000000Z"}"""u8));

    [Fact]
    public void Skips_a_field_that_a_newer_version_added() =>
        Assert.Equal(
            new RunCameBack(Consortium, 1, Now),
            EventCodec.Decode(
                "run.came_back/1", """{"collaboration":3,"attempt":1,"via":"relay","at":"2026-03-03T09:30:00.000000Z"}"""u8));

    private static string Approved([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "events.approved.txt");
}
