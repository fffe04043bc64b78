namespace Plugin.EventLog.Writing;

/// <summary>
/// An append between its author and the writer: checked, projected, salted. Its author can withdraw it until the writer takes it.
/// </summary>
internal sealed class PendingAppend(Append append, IReadOnlyList<RowChange> changes, IReadOnlyList<byte[]> salts)
{
    // Authors continue elsewhere: the writer must not run their code.
    private readonly TaskCompletionSource<Appended> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    public Append Append { get; } = append;
    public IReadOnlyList<RowChange> Changes { get; } = changes;

    /// <summary>One per event, over all streams in their order.</summary>
    public IReadOnlyList<byte[]> Salts { get; } = salts;

    public async Task<Appended> Answered(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() =>
        {
            if (TryTake())
            {
                _answer.TrySetCanceled(cancellationToken);
            }
        });
        return await _answer.Task;
    }

    /// <summary>True for the one who decides what happens to it: the writer, or its author who withdraws it.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Stored(Appended appended) => _answer.TrySetResult(appended);

    public void Failed(Exception exception) => _answer.TrySetException(exception);
}
