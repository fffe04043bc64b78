using System.Runtime.InteropServices;

namespace Plugin.Testing.Running;

/// <summary>A process can be stopped where it is and go on later: to everybody else it looks alive and answers nothing.</summary>
public static partial class Signals
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    public static void Freeze(int process) => Send(process, SigStop);

    public static void Thaw(int process) => Send(process, SigCont);

    private static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0)
        {
            throw new InvalidOperationException($"Process {process} took no signal {signal}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
