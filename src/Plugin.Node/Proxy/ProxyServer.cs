using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plugin.Contracts;
using Plugin.Node.Configuration;

namespace Plugin.Node.Proxy;

/// <summary>The HTTP server that algorithms speak to. It is part of the agent's process; what it may ask the hub is in <see cref="ProxyRoutes"/>.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private const int LargestHeaders = 32 * 1024;
    private readonly WebApplication _app;

    private ProxyServer(WebApplication app) => _app = app;

    /// <exception cref="IOException">The port is taken.</exception>
    internal static async Task<ProxyServer> Start(
        Action<KestrelServerOptions> listen, Action<IServiceCollection> services, ProxyRoutes routes, ProxyConfig limits, string apiPath,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<JsonOptions>(o => o.SerializerOptions.TypeInfoResolver = WireJson.Options.TypeInfoResolver);
        services(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            // A busy algorithm may read and write as slowly as it likes; how many connections it has is limited.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            // An algorithm may compute for hours between two requests on one connection.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(24);
            listen(kestrel);
        });
        var app = builder.Build();
        app.Use(routes.AnswerInJson);
        // R's client follows the paths in the hub's answers.
        app.UsePathBase(apiPath.TrimEnd('/'));
        app.Use(routes.Authenticate);
        app.UseRouting();
        routes.Map(app);
        await app.StartAsync(cancellationToken);
        return new ProxyServer(app);
    }

    /// <summary>For processes, which share the machine's loopback.</summary>
    internal static Action<KestrelServerOptions> OnLoopback(int port) => kestrel => kestrel.Listen(IPAddress.Loopback, port);

    /// <summary>For containers, which have a loopback of their own.</summary>
    internal static Action<KestrelServerOptions> InContainers() => kestrel => kestrel.Listen(new ContainerSockets.InContainers());

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
