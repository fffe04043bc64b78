namespace Plugin.Node.Configuration;

public static partial class StationConfigFile
{
    private static RuntimeConfig Runtime(YamlSection root, string home)
    {
        var runtime = root.Section("runtime");
        switch (runtime.OneOf("kind", "docker", "process"))
        {
            case "docker":
                runtime.Done();
                return new RuntimeConfig.Docker(runtime.OptionalText("socket") ?? "/var/run/docker.sock", runtime.Choice("pull", ImagePull.Missing))
                {
                    Tls = Tls(runtime, home),
                    Registries = Registries(runtime),
                };
            case "process":
                runtime.Done();
                return new RuntimeConfig.Process(Path.GetFullPath(runtime.Text("algorithms"), home));
            default:
                // Which of the other settings mean something hangs on it.
                return NoRuntime;
        }
    }

    private static EngineTls? Tls(YamlSection runtime, string home)
    {
        var tls = runtime.OptionalSection("tls");
        tls.Done();
        var (address, ca, certificate, key) = (tls.OptionalText("address"), tls.OptionalText("ca_file"), tls.OptionalText("cert_file"), tls.OptionalText("key_file"));
        if (address is null && ca is null && certificate is null && key is null)
        {
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri is not { Scheme: "tcp", Port: > 0 })
        {
            throw tls.Wrong("address", $"must look like tcp://127.0.0.1:2376, not '{address}'");
        }

        // Without all three anybody on the network could give orders to the engine, or answer for it.
        var file = Path.GetFullPath(tls.Text("key_file"), home);
        tls.Guard("key_file", file);
        return new EngineTls(
            uri, Existing(tls, "ca_file", Path.GetFullPath(tls.Text("ca_file"), home)), Existing(tls, "cert_file", Path.GetFullPath(tls.Text("cert_file"), home)),
            Existing(tls, "key_file", file));
    }

    private static RegistryLogin[] Registries(YamlSection runtime)
    {
        var logins = new List<RegistryLogin>();
        foreach (var section in runtime.Sections("registries"))
        {
            section.Done();
            var login = new RegistryLogin(section.Text("address"), section.Text("user"), section.Text("password"));
            if (login.Address.Contains("//", StringComparison.Ordinal) || login.Address.EndsWith('/'))
            {
                section.Report("address", $"must be as image names begin, such as registry.example.org:5000, not '{login.Address}'");
            }

            if (logins.Any(l => l.Address == login.Address))
            {
                section.Report("address", $"'{login.Address}' is given twice");
            }

            logins.Add(login);
        }

        return [.. logins];
    }
}
