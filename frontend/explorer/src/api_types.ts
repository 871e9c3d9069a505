// Made by "npm run types" of the API's document, sha256 e50b9df1cba073bdbdeb4c6045a7f7ff7f26cbe158759c5ee03ec09645e8fe42. Do not edit.
export interface components {
    schemas: {
        AccountTold: {
            id: string;
            meaning: string;
            title: string;
        };
        AgainstTold: {
            inside: number;
            label: string;
            months: string[];
            of: number;
            policy: string;
            series: components["schemas"]["SeriesTold"][];
        };
        Alone: {
            command: string;
            digest: string;
        };
        Answer: {
            answer?: components["schemas"]["AnswerPage"] | null;
            authors?: {
                [key: string]: {
                    [key: string]: (number | null)[];
                };
            } | null;
            bands?: {
                [key: string]: {
                    [key: string]: (number | null)[][];
                };
            } | null;
            clock?: components["schemas"]["Clock"] | null;
            draws: number;
            kind: "quick" | "exact";
            lines: components["schemas"]["LineTold"][];
            map?: components["schemas"]["Map"] | null;
            marked: string;
            months: string[];
            pause_ms?: number | null;
            provenance: components["schemas"]["Provenance"];
            question: {
                [key: string]: unknown;
            };
            seed: number;
            stamps: string[];
            took_ms: number;
            totals?: components["schemas"]["Total"][] | null;
        };
        AnswerPage: {
            basis: string;
            carry_over: components["schemas"]["CarryOver"] | null;
            caveats: string[];
            depends: components["schemas"]["Depends"] | null;
            draws: number;
            finding: components["schemas"]["Finding"];
            from: string;
            kind: "exact" | "quick";
            legend: {
                [key: string]: string;
            };
            note: string;
            period: string;
            place: string;
            place_title: string;
            policies: components["schemas"]["PolicyForm"][];
            range: [
                number,
                number
            ];
            schema: 1;
            until: string;
        };
        Area: {
            id: string;
            lat: number;
            lon: number;
            neighbours: string[];
            people: number;
            region: string;
            title: string;
        };
        AskPolicies: {
            assumptions?: {
                [key: string]: number | components["schemas"]["Prior"];
            };
            baseline?: string | null;
            branch?: "operates" | "collapses";
            every?: boolean;
            place: string;
            seed?: number;
            structure?: ("replacement" | "suppression" | "resurfacing" | "incapacitation") | null;
        };
        AskWhy: {
            baseline?: string | null;
            branch?: "operates" | "collapses";
            members?: number;
            place: string;
            policy: string;
            seed?: number;
        };
        AssumptionTold: {
            disagree: string;
            effect: components["schemas"]["EffectTold"] | null;
            grade: string;
            id: string;
            interval: {
                [key: string]: (number | null)[];
            };
            learnt: {
                [key: string]: (number | null)[];
            } | null;
            max: number;
            meaning: string;
            min: number;
            note: string;
            prior: string;
            published: string;
            readings: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            scale: "linear" | "log";
            scope: string;
            set_by: string;
            source: string;
            step: number;
            symbol: string;
            travels: string;
            turning: boolean;
            unit: string;
            url: string;
            value: number;
        };
        AuthorTold: {
            colour: string;
            id: string;
            side: string;
            title: string;
        };
        Believed: {
            disagree: string;
            grade: string;
            interval: {
                [key: string]: (number | null)[];
            };
            learnt: {
                [key: string]: (number | null)[];
            } | null;
            prior: string;
            published: string;
            set_by: string;
            source: string;
            url: string;
        };
        Beside: {
            id: string;
            title: string;
            verdict: string;
        };
        ByReading: {
            draws: number;
            error: number | null;
            error_text: string;
            high: number;
            low: number;
            median: number;
            range_text: string;
            reading: "official" | "ngo";
            text: string;
            title: string;
        };
        ByStructure: {
            deaths: components["schemas"]["Figure"];
            draws: number;
            held: components["schemas"]["Figure"];
            structure: string;
            title: string;
        };
        Carried: {
            from: components["schemas"]["Believed"];
            grade: string;
            id: string;
            meaning: string;
            same: boolean;
            scope: string;
            to: components["schemas"]["Believed"];
            travels: string;
            turning: boolean;
            unit: string;
        };
        CarriedOver: {
            basis: string[];
            command: string;
            draws: number;
            foot: string[];
            from: components["schemas"]["Named"];
            kind: "transfer";
            members: number;
            pictures: components["schemas"]["PictureTold"][];
            seed: number;
            sentences: string[];
            tables: components["schemas"]["TableTold"][];
            to: components["schemas"]["Named"];
            took_ms: number;
            version: string;
        };
        CarriedPolicy: {
            id: string;
            leans_on: string[];
            sentence: string;
            title: string;
            weakest: string;
            worst: number;
        };
        Carry: {
            from: string;
            members?: number;
            seed?: number;
            to: string;
        };
        CarryOver: {
            facts: components["schemas"]["Fact"][];
            text: string;
        };
        Case: {
            case: string;
            grade: string;
            high: number | null;
            inside: boolean;
            low: number | null;
            median: number | null;
            months: number;
            note: string;
            observed: number | null;
            outside_fit: boolean;
            published: string;
            right_sign: boolean;
            source: string;
            title: string;
            url: string;
        };
        Cell: {
            range?: string | null;
            scenario?: string | null;
            text: string;
            unit?: string | null;
            what?: string | null;
        };
        Chance: {
            dots: number;
            high: number;
            low: number;
            mark: components["schemas"]["MarkForm"];
            range_text: string;
            starts: number;
            text: string;
        };
        Clock: {
            branch: string;
            conditional: boolean;
            odds: components["schemas"]["OddsTold"] | null;
            planned: {
                [key: string]: number | null;
            };
            preconditions: components["schemas"]["ConditionTold"][];
        };
        Condition: {
            from: number | null;
            id: string;
            ratio: number | null;
            sources: {
                [key: string]: components["schemas"]["ConditionSource"];
            };
            title: string;
            to: number | null;
            unit: string;
        };
        ConditionSource: {
            disagree: string;
            grade: string;
            published: string;
            source: string;
            url: string;
        };
        ConditionTold: {
            arrival_per_year: number | null;
            changed: boolean;
            date: string | null;
            dates: {
                [key: string]: string;
            };
            fields: components["schemas"]["FieldTold"][];
            given_by: string;
            grade: string;
            kind: string;
            loss_per_year: number;
            note: string;
            odds: number;
            renewal_months: number | null;
            renewal_odds: number;
            sentence: string;
            source: string;
            title: string;
            url: string;
        };
        Control: {
            grade: string;
            group: string;
            id: string;
            intervention: string;
            kind: string;
            known: string | null;
            label: string;
            max: number;
            min: number;
            note: string;
            scale: "linear" | "log";
            source: string;
            step: number;
            unit: string;
            url: string;
            value: number;
        };
        Custody: {
            draws: number;
            error: number | null;
            error_text: string;
            high: number;
            level: components["schemas"]["MarkForm"];
            low: number;
            median: number;
            range_text: string;
            text: string;
            title: string;
            unit: string;
        };
        Depends: {
            inputs: components["schemas"]["Share"][];
            text: string;
        };
        Described: {
            accounts: components["schemas"]["AccountTold"][];
            as_of: string;
            assumptions: components["schemas"]["AssumptionTold"][];
            authors: components["schemas"]["AuthorTold"][];
            basis: string;
            end: string;
            evidence: components["schemas"]["EvidenceTold"][];
            glossary: components["schemas"]["TermTold"][];
            hash: string;
            id: string;
            measured: components["schemas"]["MeasuredTold"];
            months: string[];
            not_modelled: components["schemas"]["LeftOut"][];
            opening: components["schemas"]["Opening"];
            outcomes: components["schemas"]["Outcome"][];
            own: boolean;
            people: number;
            policies: components["schemas"]["PolicyTold"][];
            presets: components["schemas"]["PresetTold"][];
            regions: components["schemas"]["Named"][];
            reporting: string;
            sentence: string;
            start: string;
            territories: components["schemas"]["TerritoryTold"][];
            title: string;
            trust: string[];
        };
        Difference: {
            high: number;
            low: number;
            median: number;
            text: string;
        };
        EffectTold: {
            high: number;
            low: number;
            outcome: string;
            title: string;
            total: number;
        };
        EvidenceTold: {
            disagrees: components["schemas"]["Other"][];
            grade: string;
            id: string;
            note: string;
            period: string;
            published: string;
            series: string;
            source: string;
            title: string;
            unit: string;
            url: string;
            value: string;
        };
        Exact: {
            answer?: components["schemas"]["AnswerPage"] | null;
            authors?: {
                [key: string]: {
                    [key: string]: (number | null)[];
                };
            } | null;
            bands?: {
                [key: string]: {
                    [key: string]: (number | null)[][];
                };
            } | null;
            clock?: components["schemas"]["Clock"] | null;
            draws: number;
            files: components["schemas"]["File"][];
            kind: "quick" | "exact";
            lines: components["schemas"]["LineTold"][];
            map?: components["schemas"]["Map"] | null;
            marked: string;
            months: string[];
            pause_ms?: number | null;
            provenance: components["schemas"]["Provenance"];
            question: {
                [key: string]: unknown;
            };
            runs: components["schemas"]["RunTold"][];
            seed: number;
            stamps: string[];
            took_ms: number;
            totals?: components["schemas"]["Total"][] | null;
        };
        Fact: {
            here: number;
            name: string;
            ratio: number;
            there: number;
        };
        Failure: {
            error: components["schemas"]["ToldError"];
        };
        FieldTold: {
            id: string;
            label: string;
            max: number;
            min: number;
            step: number;
            unit: string;
            value: number;
        };
        Figure: {
            draws: number;
            error: number | null;
            error_text: string;
            high: number;
            low: number;
            median: number;
            range_text: string;
            text: string;
        };
        File: {
            name: string;
            text: string;
        };
        Files: {
            commands: {
                [key: string]: string;
            };
            files: components["schemas"]["File"][];
        };
        Finding: {
            about: string;
            direction: "alone" | "fewer" | "more" | "none" | "cannot tell";
            reasons: string[];
            start: string;
            subject: string;
            text: string;
        };
        Forecast: {
            as_of: string;
            id: string;
            made: string;
            main: string;
            scores: components["schemas"]["Score"][];
            sentences: string[];
            shared: string;
            unit: string;
            until: string;
            version: string;
            windows: components["schemas"]["WindowTold"][];
        };
        Job: {
            done: number;
            error?: components["schemas"]["ToldError"] | null;
            id: string;
            links: {
                [key: string]: string;
            };
            members: number;
            of: number;
            position: number;
            result?: components["schemas"]["Exact"] | components["schemas"]["CarriedOver"] | components["schemas"]["Reasons"] | null;
            seconds: number | null;
            seed: number;
            state: "queued" | "running" | "done" | "failed" | "cancelled";
        };
        Leaning: {
            on: string[];
            weakest: string;
        };
        LeftOut: {
            what: string;
            why: string;
        };
        LineTold: {
            beliefs: "default" | "yours";
            branch: string;
            id: "baseline-default" | "policy-default" | "baseline-yours" | "policy-yours";
            label: string;
            policy: string;
            role: "baseline" | "policy";
            sentences: string[];
            title: string;
        };
        Map: {
            areas: components["schemas"]["Area"][];
            layers: {
                [key: string]: {
                    [key: string]: (number | null)[][];
                };
            };
            level: "region" | "territory";
            model_only: boolean;
            months: string[];
        };
        MarkForm: {
            detail: string;
            grey: boolean;
            status: "held" | "failed" | "never tested" | "assumed";
            text: string;
        };
        MeasuredTold: {
            account: components["schemas"]["EffectTold"] | null;
            place: string;
            policy: string;
            rows: number;
            version: string;
        };
        Month: {
            mark: "tested and held" | "tested and failed" | "never tested";
            month: string;
            outcome: string;
            q05: number;
            q25: number;
            q50: number;
            q75: number;
            q95: number;
        };
        Named: {
            id: string;
            title: string;
        };
        OddsTold: {
            by: {
                [key: string]: string;
            };
            lasts: number;
            lasts_if_started: number | null;
            sentence: string;
            starts: number;
        };
        Opening: {
            baseline: string;
            place: string;
            policy: string;
        };
        Other: {
            source: string;
            url: string;
            value: string;
        };
        Outcome: {
            better: ("less" | "more") | null;
            id: string;
            kind: string;
            side: "violence" | "rights" | "aftermath" | "money" | "consent";
            title: string;
            unit: string;
        };
        OutcomeForm: {
            draws: number;
            effect: components["schemas"]["MarkForm"] | null;
            error: number | null;
            error_text: string;
            high: number;
            level: components["schemas"]["MarkForm"];
            low: number;
            median: number;
            range_text: string;
            readings: components["schemas"]["ByReading"][];
            text: string;
            title: string;
            unit: string;
        };
        Outcomes: {
            deaths: components["schemas"]["OutcomeForm"];
            held: components["schemas"]["OutcomeForm"];
            money: components["schemas"]["OutcomeForm"];
        };
        OutlookRecord: {
            as_of: string;
            months: components["schemas"]["Month"][];
            place: string;
            record_until: string;
            scoreboard: components["schemas"]["Scored"][];
        };
        PictureTold: {
            svg: string;
            title: string;
        };
        PlaceListed: {
            as_of: string;
            end: string;
            id: string;
            own: boolean;
            people: number;
            sentence: string;
            start: string;
            title: string;
        };
        Places: {
            languages: string[];
            limits: {
                [key: string]: number;
            };
            places: components["schemas"]["PlaceListed"][];
            version: string;
        };
        PolicyForm: {
            about: string;
            baseline: boolean;
            branch: string;
            chance: components["schemas"]["Chance"] | null;
            custody: components["schemas"]["Custody"];
            difference: components["schemas"]["Difference"] | null;
            direction: "baseline" | "fewer" | "more" | "none" | "cannot tell";
            fewer_share: number | null;
            outcomes: components["schemas"]["Outcomes"];
            policy: string;
            reasons: string[];
            scenario: string;
            shown: boolean;
            structures: components["schemas"]["ByStructure"][];
            title: string;
        };
        PolicyTold: {
            as_of: string;
            baseline: boolean;
            comparable: boolean;
            compared: boolean;
            conditional: boolean;
            controls: components["schemas"]["Control"][];
            end: string;
            hash: string;
            id: string;
            leans: components["schemas"]["Leaning"];
            notes: string;
            odds: components["schemas"]["OddsTold"] | null;
            preconditions: components["schemas"]["ConditionTold"][];
            sentence: string;
            sentences: string[];
            start: string;
            title: string;
        };
        PreconditionChange: {
            arrival_per_year?: number | null;
            date?: string | null;
            loss_per_year?: number | null;
            odds?: number | null;
            renewal_months?: number | null;
            renewal_odds?: number | null;
        };
        PresetTold: {
            baseline: string;
            id: "offer" | "came" | "today";
            policy: string;
            title: string;
        };
        Prior: {
            fixed?: number | null;
            logitnormal?: [
                number,
                number
            ] | null;
            lognormal?: [
                number,
                number
            ] | null;
            normal?: [
                number,
                number
            ] | null;
            uniform?: [
                number,
                number
            ] | null;
        };
        Provenance: {
            as_of: string;
            basis: string;
            place_hash: string;
            scenarios: {
                [key: string]: string;
            };
            version: string;
        };
        Question: {
            assumptions?: {
                [key: string]: number | components["schemas"]["Prior"];
            };
            bands?: ("deaths" | "killings" | "kidnappings" | "control" | "members" | "displaced" | "arbitrary_official" | "arbitrary_ngo" | "custody" | "held" | "support_host" | "support_contributor" | "support_council" | "money_spent" | "money_received" | "prison_cost" | "mission_strength")[] | null;
            baseline?: string | null;
            branch?: "operates" | "collapses";
            controls?: {
                [key: string]: number;
            };
            dragging?: boolean;
            draws?: number | null;
            members?: number;
            parts?: ("bands" | "authors" | "totals" | "map" | "clock" | "answer")[] | null;
            place: string;
            policy: string;
            preconditions?: {
                [key: string]: components["schemas"]["PreconditionChange"];
            };
            seed?: number;
            structure?: ("replacement" | "suppression" | "resurfacing" | "incapacitation") | null;
            totals?: ("deaths" | "deaths_gang" | "deaths_state" | "deaths_self_defence" | "deaths_custody" | "deaths_other" | "civilians" | "kidnappings" | "arbitrary_years" | "arbitrary_years_children" | "wrongly_arrested" | "places_short" | "killings_last_year" | "displaced_end" | "members_end" | "control_end" | "money_asked" | "money_received" | "money_spent" | "prison_cost" | "cost" | "support_host" | "support_contributor" | "support_council")[] | null;
        };
        Reasons: {
            basis: string[];
            command: string;
            draws: number;
            foot: string[];
            kind: "why";
            members: number;
            pictures: components["schemas"]["PictureTold"][];
            place: components["schemas"]["Named"];
            scenario: string;
            seed: number;
            sentences: string[];
            tables: components["schemas"]["TableTold"][];
            took_ms: number;
            version: string;
        };
        RunTold: {
            alone: components["schemas"]["Alone"];
            beliefs: "default" | "yours";
            command: string;
            digest: string;
        };
        Score: {
            compared: components["schemas"]["Beside"][];
            coverage: {
                [key: string]: number | null;
            };
            kind: "politics" | "supplied";
            main: boolean;
            n: number;
            series: string;
            title: string;
            worse: boolean;
        };
        Scored: {
            as_of: string;
            base: string;
            crps: number | null;
            digest: string;
            end: string;
            inside: {
                [key: string]: boolean;
            } | null;
            kind: "ahead" | "begun" | "hindcast";
            model: string;
            observed: number | null;
            place: string;
            q05: number;
            q50: number;
            q95: number;
            registered: string;
            series: string;
            skill: {
                [key: string]: number | null;
            };
            start: string;
            status: "scored" | "open" | "withheld" | "no record";
            wis: number | null;
        };
        SeenTold: {
            end: string;
            id: string;
            inside: boolean;
            known: boolean;
            model: (number | null)[];
            month: number | null;
            period: string;
            start: string;
            value: number;
        };
        SeriesTold: {
            bands: (number | null)[][];
            flow: boolean;
            id: string;
            seen: components["schemas"]["SeenTold"][];
            title: string;
            unit: string;
        };
        Share: {
            high: number;
            low: number;
            name: string;
            title: string;
            total: number;
        };
        Shipped: {
            current: boolean;
            made: string;
            result: components["schemas"]["CarriedOver"];
        };
        SourceTold: {
            disagrees: components["schemas"]["Other"][];
            grade: string;
            note: string;
            period: string;
            published: string;
            source: string;
            title: string;
            unit: string;
            url: string;
            value: string;
        };
        TableTold: {
            head: string[];
            note: string;
            rows: components["schemas"]["Cell"][][];
            title: string;
        };
        TermTold: {
            term: string;
            text: string;
        };
        TerritoryTold: {
            control: number | null;
            id: string;
            lat: number;
            lon: number;
            model_only: boolean;
            neighbours: string[];
            people: number;
            region: string;
            title: string;
        };
        Tested: {
            made: string;
            parameters: string;
            version: string;
        };
        ToldError: {
            problems: components["schemas"]["ToldProblem"][];
            status: number;
            title: string;
        };
        ToldProblem: {
            expected: string;
            file: string;
            found: string;
            hint: string;
            line: number | null;
            severity: "error" | "doubt";
            where: string;
        };
        Total: {
            better: ("less" | "more") | null;
            by_structure: {
                [key: string]: {
                    [key: string]: (number | null)[];
                };
            };
            difference: {
                [key: string]: (number | null)[];
            };
            error: {
                [key: string]: number | null;
            };
            id: string;
            lines: {
                [key: string]: (number | null)[];
            };
            lower: {
                [key: string]: number | null;
            };
            reading: "" | "official" | "ngo";
            reading_title: string;
            rests_on: string[];
            side: "violence" | "rights" | "aftermath" | "money" | "consent";
            title: string;
            unit: string;
        };
        Transfer: {
            assumptions: components["schemas"]["Carried"][];
            command: string;
            conditions: components["schemas"]["Condition"][];
            from: components["schemas"]["Named"];
            policies: components["schemas"]["CarriedPolicy"][];
            sentences: string[];
            shipped: components["schemas"]["Shipped"] | null;
            to: components["schemas"]["Named"];
        };
        Trust: {
            against: components["schemas"]["AgainstTold"];
            basis: string;
            cases: components["schemas"]["Case"][];
            forecasts: components["schemas"]["Forecast"][];
            place: string;
            scored: boolean;
            sentences: string[];
            sources: {
                [key: string]: components["schemas"]["SourceTold"];
            };
            tested: components["schemas"]["Tested"];
        };
        WindowTold: {
            end: string;
            id: string;
            inside: boolean;
            model: (number | null)[];
            period: string;
            remainder: boolean;
            start: string;
            supplied: (number | null)[];
            value: number | null;
        };
        Words: {
            lang: string;
            locale: string;
            words: {
                [key: string]: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
