namespace Plugin.EventLog;

/// <summary>
/// Questions to the database that come while one is under way are asked together after it: under load one round trip serves many, and a single
/// question is asked at once. No answer is older than its question.
/// </summary>
/// <param name="ask">Answers as many questions in their order.</param>
public sealed class Gathering<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask)
{
    private const int MostAtOnce = 256;

    private readonly Queue<Asked> _waiting = [];
    private readonly Lock _lock = new();
    private bool _asking;

    public Task<TAnswer> Ask(TQuestion question, CancellationToken cancellationToken)
    {
        var asked = new Asked(question, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        bool first;
        lock (_lock)
        {
            _waiting.Enqueue(asked);
            (first, _asking) = (!_asking, true);
        }

        if (first)
        {
            // Its failures are the answers' failures.
            _ = AskAll();
        }

        return asked.Answer.Task.WaitAsync(cancellationToken);
    }

    private async Task AskAll()
    {
        while (Next() is { Count: > 0 } all)
        {
            try
            {
                var answers = await ask([.. all.Select(one => one.Question)]);
                for (var i = 0; i < all.Count; i++)
                {
                    all[i].Answer.TrySetResult(answers[i]);
                }
            }
            // Whatever it is, it is for those who asked; the others' questions go on.
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                all.ForEach(one => one.Answer.TrySetException(e));
            }
        }
    }

    private List<Asked> Next()
    {
        lock (_lock)
        {
            var next = new List<Asked>();
            while (next.Count < MostAtOnce && _waiting.TryDequeue(out var asked))
            {
                next.Add(asked);
            }

            _asking = next.Count > 0;
            return next;
        }
    }

    private readonly record struct Asked(TQuestion Question, TaskCompletionSource<TAnswer> Answer);
}
