using System.Collections.Concurrent;
using Plugin.Domain.Tasks;

namespace Plugin.ReadModels.Searching;

/// <summary>
/// Where the order is that a task's and its runs' events go back to: what only the order says, its image and its data sources, is said of
/// all of them. A number for each task and run, and the words of each order as hashes.
/// </summary>
internal sealed class OrderIndex
{
    private readonly ConcurrentDictionary<long, Order> _orders = new();

    /// <param name="Position">Of the event that ordered it.</param>
    /// <param name="Hashes">Of the words that its events are found by, too.</param>
    internal sealed record Order(long Position, int[] Hashes);

    public void Note(TaskCreated created, Order order)
    {
        _orders[OfTask(created.Id.Value)] = order;
        foreach (var run in created.Runs)
        {
            _orders[OfRun(run.Run.Value)] = order;
        }
    }

    /// <summary>Null for what is about no task, or was not taken in yet.</summary>
    public Order? Of(string stream) => stream.Split('-') switch
    {
        ["task", var id] when int.TryParse(id, out var task) => _orders.GetValueOrDefault(OfTask(task)),
        ["run", var id] when int.TryParse(id, out var run) => _orders.GetValueOrDefault(OfRun(run)),
        // Who read of it.
        ["reading", var id, ..] when int.TryParse(id, out var task) => _orders.GetValueOrDefault(OfTask(task)),
        _ => null,
    };

    private static long OfTask(int id) => id;

    private static long OfRun(int id) => -1L - id;
}
