"""Points of `dispatch.wording`; tests/dispatch/fit_wording.py writes them, no hand."""

from typing import Final

# Signature of the training corpora.
FITTED_TO: Final = "eadac08ece1a33f4"
INTERCEPT: Final = -35
# Tenths of log-odds -> the marks that carry them; above 0 speaks for an accusation.
POINTS: Final[dict[int, str]] = {
    -109: "#asking",
    -75: "#infrastructure",
    -58: "#needing",
    -57: "#private",
    -37: "想",
    -34: "种",
    -33: "#antecedent",
    -32: "今年 泵",
    -31: "羊",
    -29: "大",
    -28: "新 欠",
    -27: "几天",
    -26: "申 申请",
    -25: "一下 漏 过",
    -24: "欠我 队",
    -23: "下 两 点 的路",
    -22: "井 今 结 要",
    -21: "养 生 登 登记 队长",
    -20: "小 菜 账",
    -19: "#domestic 的井 走",
    -18: "塌 带 建 我在 晚上 有 跟",
    -17: "#nothing_seen _by by_the 不给 了不 包工 奶 怎 怎么 手 方 早上 线 说让 长说",
    -16: "_abandoned 了说 冬 分钱 厂 孩 晚 沟 片 狗 现 的网 车 这几",
    -15: "_lane 不 中 久 么时 亲 包 压 坑 居 政 照片 粮 音",
    -14: (
        "_car _out 化 周 哪 培 委会 工队 差 帮 影 我家 手机 把羊 旗 旗里 来过 炮 直 "
        "种子 站 经 裂 计 邻居 院 风 高"
    ),
    -13: (
        "_three township_office 五千 交了 养羊 去年 去村 坏 堵 塌了 家里 巷 往 我五 "
        "有个 村委 果 桥 水 病 的小 看过 结账 给钱 翻 苗 训 调 部来 队欠"
    ),
    -12: (
        "一直 不成 伙 克 克扣 到账 台 围 埋 年底 府 弟 我是 排 政府 救 母 没结 满 火 "
        "玉 玉米 班 用 米 近"
    ),
    -11: (
        "#gate _village has_been the_lane 一截 一条 了想 交 作 写 卖 又 吃水 培训 存 "
        "小孩 屋 差一 悠 我 我把 把路 换人 方便 旱 机 来登 母亲 水泵 没到 浇地 点就 电 "
        "的电 的老 续 葵 葵花 转悠 重 钱说 陌 陌生 食"
    ),
    -10: (
        "_bridge _complaint _fell _is _light _very our_village the_bridge 丈夫 不出 "
        "不方 不来 不见 东家 丧 书说 事故 人了 他把 以后 伏 低 住 光伏 到期 前院 加 "
        "半夜 占了 吗 吵 响 地膜 坟 夏天 天 妈 子不 就给 干了 建议 我要 报上 收费 是这 "
        "村主 板说 标准 烦 眼 睡 睡不 管子 网 膜 药 行 要报 记一 课 跑 雨 顶 麻烦"
    ),
    -9: (
        "#opaque #promised _can _item _lost _new _no _please 一书 一的 七八 三轮 两千 "
        "丧事 了照 人口 人睡 们的 件 保户 信号 借 光 养了 几 刮 办丧 协调 卖的 反光 叫 "
        "合同 员来 唯 唯一 在地 在矿 地审 坏了 堂 堵了 天活 失 好几 好我 家人 工地 您 "
        "情 想请 截 房漏 押金 拍了 掉 接走 新的 时 时间 更 有没 木卫 村部 气 漏雨 牛奶 "
        "电线 疗 的地 盐 盖的 程 空 第一 缺 羔 老 菜钱 西 觉 谢 跟网 边上 过了 钱 错 "
        "院的 食堂 饲"
    ),
    -8: (
        "#asset _ask _floods _near _night _party _repair _request _smells ask_the "
        "please_ask 三个 上我 上没 也在 了他 争 五 代表 们嘎 们巷 会计 伤 作医 保卡 信 "
        "公里 农 冬天 冰 况 到哪 到我 包证 区 区的 医疗 压器 变压 只有 叭 员我 哥 喇 "
        "喇叭 器 土豆 在还 地里 夏 太 女儿 委 室 家和 居说 工钱 已经 巷子 师 帮我 底 "
        "快 怕 您好 情况 我哥 我父 户人 户的 打哪 打我 找 押 是假 是多 月 期 术 村口 "
        "来 格员 没有 洞 火了 生院 疫 病了 的存 的种 的菜 的高 离 空了 等 箱 绕 群 "
        "联系 苏 苏木 裂了 视 让我 请人 豆 跟谁 里有 重新 钱不 错了 黑"
    ),
    -7: (
        "_came _gas _or _police _tap _you light_at the_tap the_village 上只 上来 下去 "
        "两间 个月 么证 井盖 产 亲的 从哪 他手 们村 伏板 住院 你好 假的 傅 充 全是 共 "
        "冲 准 列入 刚 卡 口 口有 和三 哪个 在上 在哪 圾没 多久 存折 宽 少给 工头 师傅 "
        "带什 帮忙 平台 床 店卖 店送 弟弟 得多 我来 护车 报名 搬 撒 收了 救护 断了 "
        "映过 月没 本人 条 查的 格 款没 没下 没钱 洪 洪水 流 游 滑 烧 用得 疗交 百多 "
        "的低 的土 的投 的社 直不 直接 社保 秋 种了 租 租金 筛 结果 给饭 网格 联 能办 "
        "被雪 要带 计划 计换 证件 说能 赌 还差 选 通往 部门 里路 钱半 铁 问谁 间房 闹 "
        "靠 额贷"
    ),
    -6: (
        "_conditions _main _not _parking _service _street in_our the_township 一家 "
        "一开 一辆 上的 上门 个字 之前 了晚 了羊 们几 体 借钱 停电 公交 公共 养费 农资 "
        "冻 分家 到旗 化肥 十二 卖假 压价 变 口的 司 合作 员上 周到 地我 埋了 天了 姐 "
        "子女 寄 工作 已 带人 年的 得不 想查 想补 感 感谢 我不 才来 扯 抚 抚养 挡 救助 "
        "敬 料工 斤 木 村想 村西 柳 水早 清理 父 父亲 爹 特 生室 的变 的污 的白 种粮 "
        "程款 粮补 给村 羊羔 肥 苗都 营 西头 要给 记了 设 证上 说要 跑到 路占 车是 "
        "轮车 还在 进去 里新 里进 雪埋 霉 麻 鼠"
    ),
    -5: (
        "_blocked _bus _culvert _hamlet _over is_blocked over_the the_culvert to_our "
        "will_not 一台 一声 一处 七 三组 上去 上填 上头 上学 上游 不亮 不退 严重 个垃 "
        "个电 书让 事情 五保 五毛 井水 亮 人冒 们组 体检 候发 停水 公司 冒充 几次 列 "
        "化一 医院 十公 半想 卡号 双 口本 口老 台账 叶 号 合伙 后他 后面 员说 哪里 "
        "回家 地界 地租 地还 声 大车 子想 子是 孩子 审批 家后 家在 家说 容 尽 尽快 工 "
        "平 年秋 序 彩 我三 我妈 户都 打的 投 拉肚 损 掀 掀了 推去 推来 收粮 断 是五 "
        "晒 晒场 暖气 有一 有接 有通 机井 条水 来一 来户 来水 来量 栏 款什 死了 段 毛 "
        "水困 水就 灰 用一 电压 电视 电话 界 的桥 的牧 破 硬 硬化 秋天 答 答应 继 缝 "
        "翻了 老井 老人 肚 肚子 自来 芽 要到 要等 议在 记我 访代 证 识 说一 贴按 这条 "
        "进度 远 速 那口 里查 隔 骗 鸡"
    ),
    -4: (
        "#fee _any _brother _it _will and_nobody for_two road_is the_bus village_road "
        "三户 了七 了几 了矿 人去 人开 人撬 体草 协 卷 原上 去一 员让 哥家 在家 在集 "
        "圾 垃 垃圾 塌方 天浇 子坏 家为 家亲 局收 屋顶 幼 床位 应 忙 房顶 技 技术 拉水 "
        "捐 摊 撬 术员 村三 村路 水靠 永 没水 没电 浇 满了 炉 照发 直没 看不 碾 社 "
        "系统 统 胜 能 裂缝 装上 说 说今 谁是 路有 轮 边停 还能 造成 邻 里把 里流 里自 "
        "钱还 铁门 长通 集中 顶漏 项目 高速"
    ),
    -3: "has_no 人在 假 家两 就没 成 村的 的水 项",
    0: "请",
    2: "开",
    3: "_grid _has 倒 商量 地 天天 弄 手里 油 泥 送礼",
    4: (
        "#sent_to _asked _case _file _in _measured after_i d the_school village_office "
        "一楼 一次 七个 丈量 不认 了就 会议 你 侄子 保护 保金 借了 公章 出了 出去 办的 "
        "区搬 厕 又让 句补 名额 在岗 场承 城 就知 工费 开会 张 我反 把 挖 排到 敢管 "
        "断水 明白 映的 是同 本没 机器 村子 架 根 楚 污 没报 清楚 渣 照就 百姓 的证 移 "
        "系户 耕地 背 街 让他 请他 谁的 走我 赶 路我 连个 里一 长的 问题 题"
    ),
    5: (
        "#addressed #agent #place _accountant _as _at _building _but _gate _head "
        "_inspectors _lives _my _own _relief _secretary _shown a an and_the "
        "dead_people is_the lives_in n our_water the_accountant the_contract told_me "
        "三年 上一 下来 不了 不想 主义 主任 义上 人就 人拿 人照 什 什么 他儿 他家 们一 "
        "们半 们打 优 住的 侄 保 偷 先通 内定 决 划到 前年 包费 协议 单里 却是 同样 "
        "名义 员一 喝 四合 图 在台 在嘎 在领 地给 场证 外村 子当 孤 家房 就再 就定 "
        "就把 山 己的 年办 待 待金 愿 愿意 我举 我先 户 户一 房修 房改 指 挪了 据 掐 "
        "掐了 搬迁 支书 收据 是三 是乡 是全 有干 有钱 条街 柜 查前 查把 查达 栋 栋楼 "
        "根本 棵 没地 没见 河边 渠的 牛 的保 的哥 的签 看着 砂 私 私下 窖 组 组长 给票 "
        "网上 色 节 被划 要走 解决 让谁 说话 请领 谁吃 贪 贪污 费不 资是 转给 过年 "
        "这一 这不 这么 那条 部 酒 里三 里卖 里去 里那 钢 钱是 钱让 门 闺 闺女 集体 面 "
        "顿饭 领了"
    ),
    6: (
        "#en_books #mine _accounts _friends _got _gravel _half _our _public _report "
        "_table _they _up my_report our_grid the_accounts the_agent the_mine 三百 上是 "
        "不动 个章 举报 么好 么样 了才 了找 二十 人查 会上 会后 会没 你们 儿的 兵 出来 "
        "分了 分地 别人 到村 剩下 占地 去 去了 合理 后来 和邻 咱 四年 在镇 圾车 塑 "
        "塑料 墙上 外 好事 好处 好的 嫌 嫌我 子都 孤儿 家就 岗 开过 当兵 心 成了 所以 "
        "挪 接了 改造 敢动 数目 文 旧 明 杀 查自 桶 每次 派人 深 照相 熟 的房 的熟 盏 "
        "看了 知都 票 穿 筋 纸 结婚 能查 要不 让村 误工 谁都 起来 转过 过村 退 递 都知 "
        "都说 金让 钢筋 长什 长打 雨季 鞋"
    ),
    7: (
        "#misused #taken _agent _list _nobody _road for_the to_the 一到 一张 上说 个不 "
        "主 举 之间 了外 了宅 事找 二 人手 从来 们家 任的 体的 保名 公示 其 养老 剩的 "
        "办点 十块 危房 却 反映 四 墙的 处 太深 定的 家有 家耕 慰 慰问 我死 报我 提前 "
        "故意 映 是一 有了 村一 村医 来检 板 水库 水管 没一 没发 没来 河道 灯坏 环保 "
        "的亲 的钢 的雪 盖房 相 着 着不 示 穷 纸条 给我 能把 花了 草 藏 补助 要看 让人 "
        "话打 误 贫车 费让 赔 走了 路 车间 还把 钱才 雪灾 面的"
    ),
    8: (
        "#charge #en_gone #look_into #rich #rigged _about _cut _i _keeps _laughed "
        "_ours in_the 一个 三天 上了 不知 不能 东头 两条 为我 么都 义 了六 了我 事的 "
        "五十 人收 人敢 人来 人看 人管 人说 今天 他们 任 停 其实 几棵 分 到户 刷 包给 "
        "占我 去不 去问 同一 呢 场 处理 外人 头 子让 己人 我就 我自 我都 才给 报成 拿 "
        "推的 支 明天 望镇 村支 林地 检 每 水太 灾 牛圈 理 用我 百万 的说 的身 福 福利 "
        "给他 给自 而 能公 要喝 证办 谁也 账上 赔了 轮不 还得 这次 量 镇 院长 院院 "
        "面来"
    ),
    9: (
        "#claimed #cunning #gift #power _compensation _on _sold _when the_compensation "
        "一户 一盏 三次 上次 为 之 也不 了 了合 了谁 了还 他上 便 停了 偷偷 养殖 几户 "
        "办 办了 动 十几 千到 听说 嘴 大家 天孩 完了 干 挂 挖了 条烟 来不 某村 殖 水泥 "
        "流转 滚 烟 的养 的账 监 着人 砍 耕还 脸 脸色 草场 记家 说得 购 还林 通过 那块 "
        "里面 间没"
    ),
    10: (
        "#en_opaque #none #wink _chief _coal _only _son _were _where _with the_coal "
        "一查 两年 个姓 了两 了实 人心 他一 们把 保险 关系 别想 助学 匙 十 十次 单上 "
        "古 名单 回 土 土机 地流 子的 子结 学金 完 实话 就别 年卖 库 强 想让 我去 拉的 "
        "推土 摸 敢 数 普 普通 有我 机给 村东 来了 来查 树钱 楼 正 民 没了 环 的广 "
        "的推 的草 看 真 砍了 记 记十 记的 贴出 迁 还是 退耕 都没 里派 量一 钥 钥匙 "
        "长家 问一 险"
    ),
    11: (
        "#due #left #letoff #public_matter _first _money _owner _without mine_owner "
        "road_money the_road z 井打 人接 们这 修了 凭 办事 去哪 后 听 地已 大夫 子里 "
        "年有 广 念 房 打在 抓 抓阄 提 早就 有村 样 求 沙 的村 第二 纠 纠纷 纷 耕 血 "
        "血压 阄"
    ),
    12: (
        "#goods #hindered #still #vice _contract _did _man _meeting runs_the 上面 不上 "
        "么买 也没 人 修到 值 值班 公正 助 单 卖沙 口就 同 在谁 察 就说 年不 当 征地 "
        "拉 收入 村民 板干 某 没看 的事 路修 车停 造 邻村 里压 问村"
    ),
    13: (
        "#official_home #paper #vote _after _him _runs _to _us _was 一句 上访 与 为了 "
        "修 偏 分水 剩 半年 句 名字 圈 居的 年没 意见 我儿 收钱 来的 检查 水的 牌子 "
        "的大 看见 矿 矿老 章 装 问嘎 领 饭店"
    ),
    14: (
        "#abuse #blocked #fit _he on_the 三千 了三 儿 八百 利 午 地头 就不 巡 扶贫 残 "
        "灯 看看 贫 还 金 顿"
    ),
    15: (
        "#idle #kin #levy _get _mine the_police 一 三套 二天 停在 公 块 套房 姓 年了 "
        "我们 我说 所 扶 推 查我 没 电工 签字 连 部家"
    ),
    16: (
        "#hand #remedy _are _chiefs _go _never _told the_chiefs 上 严 也 乡 在饭 征 "
        "没人 装在 访 话 那个 采 钱的 镇里"
    ),
    17: "#insiders 一年 做 几万 天没 家的 才 林 派 的名 管 老板 说了",
    18: (
        "#en_power #village_wrong 上级 乡里 了半 千 定 得 得起 我的 的车 级 自 货 这 "
        "饭"
    ),
    19: "事 告 次 牌 的那 知 知道 路灯",
    20: "#denied #relief #spent _we 了村 套 年年 把我 村 款 给老",
    21: "#bare-place #disclose #people 书记 儿子 再 墙 字 的人 给 那几 门口",
    23: "#en_they #role #who 书 家 己 干部 村长 的时 自己 评 谁 贴 起 路款 长",
    24: "#en_fault _and _people 一天 不是 报的 换个",
    25: "#person 万 便宜 在 宜 意 村书 给了",
    26: "#official 价 实 的 的钱 问",
    27: "#dispose #only #petition #told 一千 们 修路 望 百 都",
    28: "#en_money #favour 是 是村 的是",
    29: "_the 别 希 希望 年",
    30: "#office 个村 名",
    31: "三 家门 签",
    32: "_whoever",
    33: "#benefit 让",
    34: "#unfair",
    35: "#actual #grab #someone #then _his",
    37: "查",
    41: "#gone",
    44: "#money",
    46: "#place_subject 他",
    47: "#answerable",
    48: "#en_graft",
    49: "#en_role #village_acts",
    50: "那",
    51: "#secret #they",
    53: "#unnamed",
    66: "#bare-institution #en_matter",
    68: "#institution",
    72: "就",
    82: "#en_named",
    90: "#wrong",
    129: "#graft",
    156: "#bare-official",
}  # fmt: skip
