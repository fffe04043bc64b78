namespace Plugin.Node.Configuration;

public static partial class StationConfigFile
{
    private static RuntimeConfig Runtime(YamlSection root, string home)
    {
        var runtime = root.Section("runtime");
        RuntimeConfig config = runtime.Text("kind") switch
        {
            "docker" => new RuntimeConfig.Docker(
                runtime.OptionalText("socket") ?? "/var/run/docker.sock", runtime.Choice("pull", ImagePull.Missing))
            {
                Tls = Tls(runtime, home),
                Registries = Registries(runtime, home),
            },
            "process" => new RuntimeConfig.Process(Path.GetFullPath(runtime.Text("algorithms"), home)),
            var other => throw runtime.Wrong("kind", $"must be docker or process, not '{other}'"),
        };
        runtime.Done();
        return config;
    }

    private static EngineTls? Tls(YamlSection runtime, string home)
    {
        if (runtime.OptionalSection("tls") is not { } tls)
        {
            return null;
        }

        if (runtime.OptionalText("socket") is not null)
        {
            throw runtime.Wrong("tls", "and socket are both given; only one may be");
        }

        var address = tls.Text("address");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri is not { Scheme: "tcp", Port: > 0 })
        {
            throw tls.Wrong("address", $"must look like tcp://127.0.0.1:2376, not '{address}'");
        }

        // Without all three anybody on the network could give orders to the engine, or answer for it.
        var config = new EngineTls(uri, File("ca_file"), File("cert_file"), File("key_file"));
        tls.Done();
        return config;

        string File(string key) => Existing(tls, key, Path.GetFullPath(tls.Text(key), home));
    }

    private static RegistryLogin[] Registries(YamlSection runtime, string home)
    {
        var logins = new List<RegistryLogin>();
        foreach (var section in runtime.Sections("registries"))
        {
            var address = section.Text("address");
            if (address.Contains("//", StringComparison.Ordinal) || address.EndsWith('/'))
            {
                throw section.Wrong("address", $"must be as image names begin, such as registry.example.org:5000, not '{address}'");
            }

            if (logins.Any(l => l.Address == address))
            {
                throw section.Wrong("address", $"'{address}' is given twice");
            }

            var (password, file) = (section.OptionalText("password"), section.OptionalText("password_file"));
            logins.Add(new RegistryLogin(address, section.Text("user"), (password, file) switch
            {
                (not null, null) => password,
                (null, not null) => System.IO.File.ReadAllText(Existing(section, "password_file", Path.GetFullPath(file, home))).Trim(),
                (null, null) => throw section.Wrong("password", "is missing (or password_file with the path of a file that holds it)"),
                _ => throw section.Wrong("password_file", "and password are both given; only one may be"),
            }));
            section.Done();
        }

        return [.. logins];
    }
}
