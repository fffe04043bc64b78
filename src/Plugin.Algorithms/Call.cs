using Plugin.Algorithms.Container;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Federation;

namespace Plugin.Algorithms;

/// <summary>What one call of a method may use: its arguments, this hospital's data, the other hospitals through the proxy.</summary>
internal sealed class Call(Arguments arguments, ContainerVariables variables, TextWriter log, TimeProvider clock) : IDisposable
{
    private NodeProxy? proxy;

    public Arguments Arguments => arguments;

    public ContainerVariables Variables => variables;

    public TextWriter Log => log;

    public TimeProvider Clock => clock;

    public Task<Table> OpenData(CancellationToken cancellationToken) => DataSource.Open(variables, clock, cancellationToken);

    public Task<Hospitals> FindHospitals(CancellationToken cancellationToken)
    {
        var token = ContainerToken.Parse(variables.RequireFile("TOKEN_FILE"));
        var address = $"{variables.Require("HOST")}:{variables.Require("PORT")}{variables.Require("API_PATH")}/";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var api))
        {
            throw new AlgorithmFailure($"HOST, PORT and API_PATH do not make an address: '{address}'.");
        }

        proxy ??= NodeProxy.Connect(api, token, variables.Find("TRACEPARENT"), clock);
        return Hospitals.Find(proxy, token, arguments.OptionalIds("organizations_to_include"), log, clock, cancellationToken);
    }

    public void Dispose() => proxy?.Dispose();
}
