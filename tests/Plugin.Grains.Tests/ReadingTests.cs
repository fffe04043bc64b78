using Plugin.Domain.Readings;
using Plugin.Grains.Readings;
using Plugin.Grains.Tasks;
using Plugin.Testing;

namespace Plugin.Grains.Tests;

public sealed class Readings
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Are_recorded_once_for_each_task_and_hour()
    {
        var clock = new ManualClock(Nine);
        var world = await World.InMemory(clock);
        var (first, second) = (await world.Submit(0), await world.Submit(1));

        Assert.Equal(Nine, (await world.Ask(Of(world, first))).Value);
        var head = await world.Store.Log.Head(CancellationToken.None);
        Assert.Equal(Nine, (await world.Ask(Of(world, first))).Value);
        Assert.Equal(head, await world.Store.Log.Head(CancellationToken.None));

        await world.Ask(Of(world, first, second));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Nine.AddHours(1), (await world.Ask(Of(world, first))).Value);

        Assert.Equal(
            [(first, Nine), (second, Nine), (first, Nine.AddHours(1))],
            (await world.Store.Log.Read(head - 1, 10, CancellationToken.None))
                .Select(stored => (ContentsRead)Domain.EventCodec.Decode(stored.Name, stored.Data.Span))
                .Select(e => (e.Task == first.Task ? first : second, e.At)));
    }

    [Fact]
    public async Task Of_other_readers_are_recorded_beside()
    {
        var world = await World.InMemory(new ManualClock(Nine));
        var task = await world.Submit(0);

        await world.Ask(Of(world, task));
        await world.Ask(Of(world, task) with { By = new CallContext("run:7/2", For: "user:4", Rule: 82) });

        Assert.Equal(["reading.contents_read/1"], await world.EventsOf(new ReadingId(task.Task, "user:4", Nine)));
        Assert.Equal(["reading.contents_read/1"], await world.EventsOf(new ReadingId(task.Task, "run:7/2", Nine)));
        Assert.Equal(
            """{"actor":"run:7/2","for":"user:4","rule":82}""",
            System.Text.Encoding.UTF8.GetString((await world.Store.Log.ReadStream(
                new ReadingId(task.Task, "run:7/2", Nine).ToString(), 0, CancellationToken.None))[0].Metadata.Span));
    }

    private static RecordReadings Of(World world, params CreatedTask[] tasks) =>
        new(new CallContext("user:4"), [.. tasks.Select(task => new TaskOfReading(task.Task, world.Collaboration))]);
}
