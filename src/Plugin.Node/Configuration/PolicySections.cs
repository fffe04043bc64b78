namespace Plugin.Node.Configuration;

/// <summary>The parts of a station's file that say what is allowed.</summary>
internal static class PolicySections
{
    public static PolicyConfig Policies(YamlSection root)
    {
        var usual = new PolicyConfig([]);
        var policies = root.OptionalSection("policies");
        var config = new PolicyConfig(Checked(policies, "allowed_images", policies.Texts("allowed_images")))
        {
            AllowedStores = Patterns(policies, "allowed_stores"),
            EitherImageOrStore = policies.Flag("either_image_or_store", otherwise: false),
            AllowedUsers = Names(policies, "allowed_users"),
            AllowedOrganizations = Names(policies, "allowed_organizations"),
            MinimumRecords = policies.Count("minimum_records", otherwise: 0),
            LargestResult = policies.Count("largest_result_kb", otherwise: 0) is > 0 and var kilobytes ? (long)kilobytes << 10 : null,
            Approval = [.. policies.Sections("approval").Select(Rule)],
            Hold = [.. policies.Sections("hold").Select(Rule)],
            DecideWithin = TimeSpan.FromHours(policies.Number("decide_within_hours", usual.DecideWithin.TotalHours, min: 0.01, max: 24 * 365)),
        };
        policies.Done();
        return config;
    }

    /// <param name="database">One of the data sources.</param>
    public static SourceRules Source(YamlSection database)
    {
        var allowed = database.OptionalSection("allowed");
        var rules = new SourceRules
        {
            Images = Patterns(allowed, "images"),
            Users = Names(allowed, "users"),
            Organizations = Names(allowed, "organizations"),
            Methods = Names(allowed, "methods"),
            AllowsQueries = allowed.Flag("queries", otherwise: false),
            AllowsPreprocessing = allowed.Flag("preprocessing", otherwise: false),
            MinimumRecords = Optional(database, "minimum_records"),
        };
        allowed.Done();
        return rules;
    }

    private static RunRuleConfig Rule(YamlSection rule)
    {
        var config = new RunRuleConfig
        {
            Images = Patterns(rule, "images"),
            Users = Names(rule, "users"),
            Organizations = Names(rule, "organizations"),
            Methods = Names(rule, "methods"),
            Databases = Names(rule, "databases"),
        };
        rule.Done();
        return config;
    }

    private static int? Optional(YamlSection section, string key)
    {
        var number = (int)section.Number(key, 0, 0, int.MaxValue, whole: true);
        return section.Has(key) ? number : null;
    }

    private static IReadOnlyList<string> Patterns(YamlSection section, string key) => Checked(section, key, Names(section, key));

    private static IReadOnlyList<string> Checked(YamlSection section, string key, IReadOnlyList<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            try
            {
                ImageList.Check(pattern);
            }
            catch (ArgumentException e)
            {
                section.Report(key, $"holds '{pattern}', which is not a regular expression: {e.Message.TrimEnd('.')}");
            }
        }

        return patterns;
    }

    // A list that was meant to restrict and restricts nothing would let everybody in.
    private static IReadOnlyList<string> Names(YamlSection section, string key)
    {
        var names = section.Texts(key);
        if (section.Has(key) && names.Count == 0)
        {
            section.Report(key, "is empty; leave it out, or name what it is about");
        }
        else if (names.Any(string.IsNullOrWhiteSpace))
        {
            section.Report(key, "has an empty entry");
        }

        return names;
    }
}
