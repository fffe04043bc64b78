namespace Plugin.Grains.Tests;

/// <summary>Grains that handle their first command, after which something happens to the hub before whoever asked goes on.</summary>
internal sealed class Standstill(IGrains grains, Func<Task> meanwhile) : IGrains
{
    private bool _isOver;

    public async Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        var answer = await grains.Ask(command, cancellationToken);
        if (!_isOver)
        {
            _isOver = true;
            await meanwhile();
        }

        return answer;
    }
}
