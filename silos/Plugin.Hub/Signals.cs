using System.Runtime.InteropServices;
using Plugin.Grains.Silos;

namespace Plugin.Hub;

/// <summary>SIGTERM and Ctrl-C make the silo leave in order; the second ends the process as if nobody listened.</summary>
internal sealed class Signals(Silo silo) : IHostLifetime, IDisposable
{
    private PosixSignalRegistration[] _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear), PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear)];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Hear(PosixSignalContext signal)
    {
        if (!silo.IsLeaving)
        {
            signal.Cancel = true;
            silo.Leave();
        }
    }
}
