namespace Plugin.Grains.Hosting;

/// <summary>
/// One queue per owner: work of one owner runs one at a time in the order it came, work of different owners side by side. Never leaves the
/// caller's scheduler, so a simulation stays deterministic.
/// </summary>
internal sealed class Mailboxes
{
    // Guarded by itself. Holds the last piece of work of each owner that has any.
    private readonly Dictionary<string, Task> _tails = [];

    public async Task<T> Run<T>(string owner, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource();
        Task? before;
        lock (_tails)
        {
            _tails.TryGetValue(owner, out before);
            _tails[owner] = done.Task;
        }

        try
        {
            if (before is not null)
            {
                await before;
            }

            return await work();
        }
        finally
        {
            lock (_tails)
            {
                if (_tails[owner] == done.Task)
                {
                    _tails.Remove(owner);
                }
            }

            done.SetResult();
        }
    }
}
